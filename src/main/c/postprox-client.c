/*
 * NAME
 *     postprox-client - hand a session on standard input and output to a resident postprox
 *
 * SYNOPSIS
 *     DIR/target/postprox-client [ARGUMENT...]
 *
 * DESCRIPTION
 *     The launcher, DIR/postprox, runs this first, with its arguments; it may also be run in the launcher's place. Where the
 *     arguments ask for one session on sockets or pipes, the session's descriptors go to a resident JVM that the same user
 *     has started with the same program, options and surroundings; where there is none, it is started. This process then
 *     waits for the end of the session, since spawn(8) and inetd(8) count the processes that they start, and ends with the
 *     session's exit status.
 *
 *     Whatever is not so, or goes wrong before the session has begun, is left to "DIR/postprox --as=KIND ARGUMENT...". KIND is
 *     what the launcher has a Java runtime for: session, service (with -l, or where standard input is a socket that listens), or
 *     other.
 *
 * PROTOCOL
 *     /tmp/.postprox-UID/KEY is a datagram socket, its directory open to nobody else; KEY is a hash of all that two
 *     sessions must have in common to share a process. One datagram is one session. Its bytes are the environment of this
 *     process, NAME=value NUL ..., which the filters of the session inherit. Its descriptors are a ticket, the resident's
 *     end of a control connection, and the client's connection: one descriptor if standard input and output are the same
 *     socket, else two. The kernel adds which process sent it (SO_PASSCRED, SO_PASSPIDFD), which the resident looks at: this
 *     process, which must live until then.
 *
 *     The ticket is an eventfd(2) with the value 1. Whoever reads the 1 serves the session; nobody else writes a byte to
 *     the client. On the control connection a message from here means "finish the message in hand and end"; the message
 *     from there is the exit status; its end means that the process at the other side is gone.
 *
 * EXIT STATUS
 *     That of the session; 3 where the resident died in the middle of it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "launcher.h"
#include "log.h"
#include "place.h"
#include "request.h"
#include "resident.h"

/* How long a resident may take to begin with a session. A test compiles a client that waits less. */
#ifndef CLAIM_SECONDS
#define CLAIM_SECONDS 10
#endif

enum { ENVIRONMENT_BYTES = 64 * 1024 };

extern char **environ;

static struct invocation invocation;
static struct place place;
static struct stat sent_to; /* the socket that the session was last sent to */
static struct request request;
static int control = -1;
static volatile sig_atomic_t asked_to_end;

static bool listens(int descriptor) {
    int answer = 0;
    socklen_t length = sizeof answer;
    return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &answer, &length) == 0 && answer;
}

static _Noreturn void serve_alone(void) {
    static const char *const words[] = {[SESSION] = "--as=session", [SERVICE] = "--as=service", [OTHER] = "--as=other"};
    bool is_listener = request.kind == SESSION && listens(STDIN_FILENO);
    run_launcher(&invocation, words[is_listener ? SERVICE : request.kind], NULL);
    if (request.kind == SESSION) {
        printf("421 4.3.2 Service not available - proxy failed to start\r\n");
    }
    exit(EXIT_SYSTEM);
}

/* Whether a descriptor is a pipe or a connected socket: a terminal, a file or a socket that listens is not handed over. */
static bool is_connection(int descriptor, struct stat *status) {
    return fstat(descriptor, status) == 0 &&
           (S_ISFIFO(status->st_mode) || (S_ISSOCK(status->st_mode) && !listens(descriptor)));
}

/* Sends the session's descriptors and the environment to the place. */
static bool send_session(const int *descriptors, size_t count) {
    static char bytes[ENVIRONMENT_BYTES];
    size_t length = 0;
    for (char **variable = environ; *variable != NULL; variable++) {
        size_t size = strlen(*variable) + 1;
        if (size > sizeof bytes - length) {
            errno = EMSGSIZE;
            return false;
        }
        memcpy(bytes + length, *variable, size);
        length += size;
    }
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(4 * sizeof(int))];
    } rights = {.header = {.cmsg_len = CMSG_LEN(count * sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    memcpy(CMSG_DATA(&rights.header), descriptors, count * sizeof(int));
    struct iovec block = {bytes, length};
    struct msghdr message = {.msg_name = &place.socket, .msg_namelen = sizeof place.socket, .msg_iov = &block, .msg_iovlen = 1,
                             .msg_control = &rights, .msg_controllen = CMSG_SPACE(count * sizeof(int))};

    /* The queue of a datagram socket is short (net.unix.max_dgram_qlen): those behind it wait, within reason. */
    struct timeval patience = {.tv_sec = CLAIM_SECONDS};
    int socket_descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool sent = socket_descriptor >= 0 && lstat(place.socket.sun_path, &sent_to) == 0 &&
                setsockopt(socket_descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0 &&
                sendmsg(socket_descriptor, &message, MSG_NOSIGNAL) >= 0;
    int error = errno;
    close(socket_descriptor);
    errno = error;
    return sent;
}

/* Hands the session over. Returns the ticket, or -1. */
static int hand_over(bool is_one_socket) {
    int ends[2];
    int ticket = eventfd(1, EFD_NONBLOCK | EFD_CLOEXEC);
    if (ticket < 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        return -1;
    }
    int descriptors[] = {ticket, ends[1], STDIN_FILENO, STDOUT_FILENO};
    bool sent = send_session(descriptors, is_one_socket ? 3 : 4);
    int error = errno;
    close(ends[1]);
    if (!sent) {
        close(ends[0]);
        close(ticket);
        errno = error;
        return -1;
    }
    control = ends[0];
    return ticket;
}

static bool nobody_is_there(void) {
    return errno == ECONNREFUSED || errno == ENOENT;
}

static void pass_on(int number) {
    int error = errno;
    asked_to_end = number;
    send(control, "", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    errno = error;
}

/* Lets a signal that asks us to end reach the session; one that our caller ignores stays ignored. */
static void pass_signals_on(void) {
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
    struct sigaction action = {.sa_handler = pass_on, .sa_flags = SA_RESTART};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction before;
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
            sigaction(numbers[i], &action, NULL);
        }
    }
}

/*
 * Waits for the end of the session and exits with its status. Returns where nobody has served it, and nobody will: true
 * where the resident has ended, false where it does nothing.
 */
static bool await_end(int ticket) {
    struct timeval patience = {.tv_sec = CLAIM_SECONDS};
    setsockopt(control, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    pass_signals_on();
    /* As process 1 of a container this is the parent of what filters leave behind: no zombies. */
    signal(SIGCHLD, SIG_IGN);
    while (true) {
        unsigned char status;
        uint64_t one;
        ssize_t length = recv(control, &status, 1, 0);
        if (length == 1) {
            exit(status);
        }
        /* Where the resident closes before it has read a message of ours, that is an error, said before its last word. */
        if (length < 0 && (errno == EINTR || errno == ECONNRESET)) {
            continue;
        }
        bool has_ended = length == 0 || errno != EAGAIN;
        if (read(ticket, &one, sizeof one) == sizeof one) {
            close(ticket);
            close(control);
            return has_ended;
        }
        if (has_ended) {
            tell_log(LOG_ERR, "error: the resident process died in the middle of a session; the connection is closed");
            exit(EXIT_SYSTEM);
        }
    }
}

/* A standard descriptor that is closed would become a file of the JVM's, which is then read or written as if it was one. */
static void open_standard_descriptors(void) {
    while (true) {
        int nowhere = open("/dev/null", O_RDWR);
        if (nowhere < 0 || nowhere > STDERR_FILENO) {
            close(nowhere);
            return;
        }
    }
}

int main(int count, char **all) {
    struct stat input, output;
    open_standard_descriptors();
    invocation.arguments = all;
    invocation.umask = umask(077); /* what is made from here on is ours alone */
    request = read_request(invocation.arguments, count);
    if (!find_home(&invocation)) {
        tell_log(LOG_ERR, "error: cannot find the program's directory; is /proc mounted?");
        return EXIT_SYSTEM;
    }
    if (!request.is_for_resident || !is_connection(STDIN_FILENO, &input) || !is_connection(STDOUT_FILENO, &output) ||
        !find_place(&place, &invocation, request.config)) {
        serve_alone();
    }
    bool is_one_socket = S_ISSOCK(input.st_mode) && input.st_dev == output.st_dev && input.st_ino == output.st_ino;
    for (int attempt = 0; attempt < 2; attempt++) {
        int ticket = hand_over(is_one_socket);
        if (ticket < 0 && nobody_is_there() && ensure_resident(&place, &invocation)) {
            ticket = hand_over(is_one_socket);
        }
        if (ticket < 0) {
            bool is_stuck = errno == EAGAIN;
            tell_log(LOG_WARNING, "warning: no resident process at %s: %m; " SERVED_ALONE, place.socket.sun_path);
            if (is_stuck) {
                abandon_resident(&place, &sent_to);
            }
            serve_alone();
        }
        bool has_ended = await_end(ticket);
        if (asked_to_end) {
            return EXIT_SYSTEM;
        }
        if (!has_ended) {
            tell_log(LOG_WARNING, "warning: the resident process at %s does not answer; " SERVED_ALONE, place.socket.sun_path);
            abandon_resident(&place, &sent_to);
            serve_alone();
        }
    }
    /* Else the launcher says what is wrong: with this command line it starts no more than the resident did. */
    if (is_still_there(&place, &sent_to)) {
        tell_log(LOG_WARNING, "warning: no resident process at %s took the session; " SERVED_ALONE, place.socket.sun_path);
    }
    serve_alone();
}
