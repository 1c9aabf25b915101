/*
 * NAME
 *     postprox-client - hand a session on standard input and output to a resident postprox
 *
 * SYNOPSIS
 *     DIR/postprox-client [ARGUMENT...]
 *
 * DESCRIPTION
 *     DIR is the program's directory: /usr/lib/postprox of the package, or target/ of a checkout. This program finds all other
 *     files there, by the place of its own file. /usr/sbin/postprox is a link to it. In a checkout the launcher runs this
 *     program first, with its own arguments. If the arguments ask for one session on sockets or pipes, this process hands the
 *     session's descriptors to a resident JVM, which a process of the same user has started with the same program, options and
 *     surroundings. If there is none, this process starts one. It then waits for the end of the session, since spawn(8) and
 *     inetd(8) count the processes that they start, and exits with the session's exit status.
 *
 *     If the arguments ask for anything else, or a step fails before the session has begun, this process becomes
 *     "DIR/launcher --as=KIND ARGUMENT...". KIND tells the launcher which options the JVM needs: session, service (with -l, or
 *     if standard input is a listening socket), or other.
 *
 * PROTOCOL
 *     /tmp/.postprox-UID/KEY is a datagram socket. Only this user can enter its directory. KEY is a hash of all that two
 *     sessions must have in common to share a process. One datagram is one session. Its bytes are the environment of this
 *     process, NAME=value NUL ..., which the filters of the session inherit. Its descriptors are a ticket, the resident's
 *     end of a control connection, and the SMTP client's connection: one descriptor if standard input and output are the same
 *     socket, else two. The kernel adds which process has sent the datagram (SO_PASSCRED, SO_PASSPIDFD). The resident looks at
 *     this process, which must live until then.
 *
 *     At the other end, resident/HandoverSocket.java receives the datagram, and resident/Resident.java has its session served.
 *
 *     The ticket is an eventfd(2) with the value 1. The process that reads the 1 serves the session, and no other process
 *     writes a byte to the SMTP client. On the control connection, a message from this process means "finish the message in
 *     hand and end"; the resident's message is the exit status; the end of the connection means that the process at the
 *     other end is gone.
 *
 * EXIT STATUS
 *     That of the session; 3 if the resident died in the middle of it.
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
#include "start_resident.h"

/* How long a resident may take to begin with a session. A test compiles a client that waits less. */
#ifndef CLAIM_SECONDS
#define CLAIM_SECONDS 10
#endif

enum { ENVIRONMENT_BYTES = 64 * 1024 };

extern char **environ;

static struct invocation invocation;
static struct place place;
static struct stat sent_to; /* identity of the socket to which the session was last sent */
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

/* Whether a descriptor is a pipe or a connected socket. A terminal, a file or a listening socket is not handed over. */
static bool is_connection(int descriptor, struct stat *status) {
    return fstat(descriptor, status) == 0 &&
           (S_ISFIFO(status->st_mode) || (S_ISSOCK(status->st_mode) && !listens(descriptor)));
}

/* Sends the session's descriptors and the environment to the resident's socket. Returns false, with errno, if that fails. */
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

    /* The queue of a datagram socket is short (net.unix.max_dgram_qlen): if it is full, sendmsg() waits, but not for ever. */
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

/* Hands the session over. Returns the ticket, or -1 with errno if the session could not be sent. */
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

/* Has signals that ask this process to end reach the session. A signal that was ignored at the start stays ignored. */
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
 * Waits for the end of the session and exits with its status. Returns if no process has served the session, after it has taken the
 * ticket, so that none will: true if the resident has ended, false if it does not answer.
 */
static bool await_end(int ticket) {
    struct timeval patience = {.tv_sec = CLAIM_SECONDS};
    setsockopt(control, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    pass_signals_on();
    /* As process 1 of a container, this process is the parent of those that filters leave running. They become no zombies. */
    signal(SIGCHLD, SIG_IGN);
    while (true) {
        unsigned char status;
        uint64_t one;
        ssize_t length = recv(control, &status, 1, 0);
        if (length == 1) {
            exit(status);
        }
        /*
         * If the resident closes the connection before it has read a message, recv() fails once with ECONNRESET before it returns
         * the exit status.
         */
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

/* Opens standard descriptors that are closed. Else a file of the JVM would get such a number, and be used as a standard stream. */
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
    invocation.umask = umask(077); /* only this user may open the files that this process makes */
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
    /* If the socket is gone, the resident has removed it since its command line is wrong. The launcher then reports the mistake. */
    if (is_still_there(&place, &sent_to)) {
        tell_log(LOG_WARNING, "warning: no resident process at %s took the session; " SERVED_ALONE, place.socket.sun_path);
    }
    serve_alone();
}
