/*
 * spawn THREADS COUNT: starts `sh -c true` COUNT times from THREADS threads, as fast as it can, waits for each, and
 * prints how many were started a second. No program that starts a shell for each message can be faster than this.
 */
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

enum { MOST_THREADS = 64 };

extern char **environ;

static int each; /* how many a thread starts; set before there are threads */

static void *start_shells(void *unused)
{
    char *const command[] = {"sh", "-c", "true", NULL};

    for (int i = 0; i < each; i++) {
        pid_t pid;
        if (posix_spawn(&pid, "/bin/sh", NULL, NULL, command, environ) != 0 || waitpid(pid, NULL, 0) != pid) {
            fputs("spawn: cannot start /bin/sh\n", stderr);
            exit(1);
        }
    }
    return unused;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    int threads = argc == 3 ? atoi(argv[1]) : 0;
    int count = argc == 3 ? atoi(argv[2]) : 0;
    pthread_t thread[MOST_THREADS];

    if (threads < 1 || threads > MOST_THREADS || count < threads) {
        fprintf(stderr, "usage: spawn THREADS COUNT (at most %d threads)\n", MOST_THREADS);
        return 2;
    }
    each = count / threads;
    double start = now();
    for (int i = 0; i < threads; i++) {
        if (pthread_create(&thread[i], NULL, start_shells, NULL) != 0) {
            fputs("spawn: cannot start a thread\n", stderr);
            return 1;
        }
    }
    for (int i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
    printf("%.1f\n", each * threads / (now() - start));
    return 0;
}
