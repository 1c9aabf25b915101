#define _GNU_SOURCE
#include "start_resident.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The number in asm-generic/socket.h, since Linux 6.5. */
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#endif

enum { LOCK_TRIES = 200 };

/* Whether a process has the socket at the place open. */
static bool somebody_is_there(const struct place *place) {
    int probe = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool is_there = probe >= 0 && connect(probe, (const struct sockaddr *)&place->socket, sizeof place->socket) == 0;
    close(probe);
    return is_there;
}

/*
 * Makes a grandchild of this process the resident, in a session of its own, with the socket as standard input and no other
 * descriptor. The child exits at once.
 */
static _Noreturn void become_resident(int listener, const struct place *place, const struct invocation *invocation) {
    if (setsid() < 0 || fork() != 0) {
        _exit(0);
    }
    int nowhere = open("/dev/null", O_RDWR);
    if (dup2(listener, STDIN_FILENO) < 0 || dup2(nowhere, STDOUT_FILENO) < 0 || dup2(nowhere, STDERR_FILENO) < 0) {
        _exit(EXIT_SYSTEM);
    }
    syscall(SYS_close_range, 3, ~0U, 0); /* older C libraries have no function for this system call */
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int number = 1; number < NSIG; number++) {
        signal(number, SIG_DFL);
    }
    run_launcher(invocation, "--resident", place->socket.sun_path);
    _exit(EXIT_SYSTEM);
}

/*
 * Has the kernel add to each datagram which process has sent it. HandoverSocket.java refuses a datagram without that. This comes
 * before bind(), so that no datagram is older. Kernels before Linux 6.5 add a process id only, and no pidfd.
 */
static bool ask_for_senders(int listener) {
    static const int yes = 1;
    return setsockopt(listener, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) == 0 &&
           (setsockopt(listener, SOL_SOCKET, SO_PASSPIDFD, &yes, sizeof yes) == 0 || errno == ENOPROTOOPT);
}

/* Binds the socket, so that sessions wait in its queue from now on, and starts the resident that receives them. */
static bool start_resident(const struct place *place, const struct invocation *invocation) {
    int listener = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    unlink(place->socket.sun_path);
    if (listener < 0 || !ask_for_senders(listener) ||
        bind(listener, (const struct sockaddr *)&place->socket, sizeof place->socket) != 0) {
        return false;
    }
    pid_t child = fork();
    if (child == 0) {
        become_resident(listener, place, invocation);
    }
    close(listener);
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
    return child > 0;
}

/* Takes the lock for all sockets of this user. Returns its descriptor, which the caller closes, or -1 with errno. */
static int take_lock(const struct place *place) {
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};
    int lock = open(place->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    for (int tries = 0; lock >= 0 && fcntl(lock, F_SETLK, &whole) != 0; tries++) {
        if (tries == LOCK_TRIES) {
            close(lock);
            errno = ETIMEDOUT;
            return -1;
        }
        nanosleep(&pause, NULL);
    }
    return lock;
}

/* Sends no session under the lock: with a full queue, that would wait for a resident, which may itself wait for the lock. */
bool ensure_resident(const struct place *place, const struct invocation *invocation) {
    int lock = take_lock(place);
    bool is_there = lock >= 0 && (somebody_is_there(place) || start_resident(place, invocation));
    int error = errno;
    close(lock);
    errno = error;
    return is_there;
}

bool is_still_there(const struct place *place, const struct stat *socket) {
    struct stat there;
    return lstat(place->socket.sun_path, &there) == 0 && there.st_dev == socket->st_dev && there.st_ino == socket->st_ino;
}

void abandon_resident(const struct place *place, const struct stat *socket) {
    int lock = take_lock(place);
    if (lock >= 0 && is_still_there(place, socket)) {
        unlink(place->socket.sun_path);
    }
    close(lock);
}
