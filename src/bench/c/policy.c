/*
 * A policy service that says yes: it reads requests up to their empty line and answers each with DUNNO.
 *
 *   policy           on standard input and output, as a worker
 *   policy PORT      on a port of 127.0.0.1, with a thread for each connection
 *   policy PORT MS   the same, but it waits so many milliseconds before each answer
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static useconds_t pause_before_answer;

static const char answer[] = "action=DUNNO\n\n";

static void serve(int in, int out)
{
    char buffer[16384];
    char last = '\n';
    ssize_t count;

    while ((count = read(in, buffer, sizeof buffer)) > 0) {
        for (ssize_t i = 0; i < count; i++) {
            if (buffer[i] == '\n' && last == '\n') {
                if (pause_before_answer > 0)
                    usleep(pause_before_answer);
                if (write(out, answer, sizeof answer - 1) < 0)
                    return;
            }
            last = buffer[i];
        }
    }
}

static void *serve_connection(void *connection)
{
    int descriptor = (int)(intptr_t)connection;

    serve(descriptor, descriptor);
    close(descriptor);
    return NULL;
}

static int listen_on(int port)
{
    int one = 1;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) < 0 ||
        bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 128) < 0)
        return -1;
    return listener;
}

int main(int count, char **arguments)
{
    int listener;

    if (count < 2) {
        serve(0, 1);
        return 0;
    }
    if (count > 2)
        pause_before_answer = 1000 * (useconds_t)atoi(arguments[2]);
    listener = listen_on(atoi(arguments[1]));
    if (listener < 0)
        return 1;
    for (;;) {
        int one = 1;
        pthread_t thread;
        int connection = accept(listener, NULL, NULL);

        if (connection < 0)
            continue;
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (pthread_create(&thread, NULL, serve_connection, (void *)(intptr_t)connection) != 0)
            close(connection);
        else
            pthread_detach(thread);
    }
}
