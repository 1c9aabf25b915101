/*
 * Has clamd scan one file again and again, and prints how many scans there were a second: what a client reaches that does
 * nothing else. Each scan has a connection of its own.
 *
 *     clamscan PATH fildes THREADS COUNT FILE     passes a descriptor over the Unix socket at PATH
 *     clamscan PORT stream THREADS COUNT FILE     sends the content to PORT of 127.0.0.1, in chunks of 64 KB
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024 };

static const char *place;
static const char *path;
static int streams;
static atomic_int left;

static void fail(const char *what)
{
    fprintf(stderr, "clamscan: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int connected(void)
{
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    struct sockaddr_in in = {.sin_family = AF_INET};
    int one = 1;
    int fd = socket(streams ? AF_INET : AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0)
        fail("socket");
    if (streams) {
        in.sin_port = htons((unsigned short)atoi(place));
        in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (connect(fd, (struct sockaddr *)&in, sizeof in) < 0)
            fail("connect");
    } else {
        snprintf(un.sun_path, sizeof un.sun_path, "%s", place);
        if (connect(fd, (struct sockaddr *)&un, sizeof un) < 0)
            fail("connect");
    }
    return fd;
}

static void pass(int fd, int file)
{
    char command[] = "zFILDES\0F";
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {.header = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    struct iovec vector = {command, sizeof command - 1};
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    memcpy(CMSG_DATA(&control.header), &file, sizeof file);
    if (sendmsg(fd, &message, 0) < 0)
        fail("sendmsg");
}

static void write_all(int fd, const void *bytes, size_t count)
{
    const char *at = bytes;
    while (count > 0) {
        ssize_t written = write(fd, at, count);
        if (written < 0)
            fail("write");
        at += written;
        count -= (size_t)written;
    }
}

static void stream(int fd, const char *content, size_t size)
{
    char packet[CHUNK + 4];
    write_all(fd, "zINSTREAM", sizeof "zINSTREAM");
    for (size_t at = 0; at < size; at += CHUNK) {
        size_t length = size - at < CHUNK ? size - at : CHUNK;
        unsigned wire = htonl((unsigned)length);
        memcpy(packet, &wire, 4);
        memcpy(packet + 4, content + at, length);
        write_all(fd, packet, length + 4);
    }
    write_all(fd, "\0\0\0", 4);
}

static void *scan(void *nothing)
{
    struct stat status;
    int file = open(path, O_RDONLY);
    if (file < 0 || fstat(file, &status) < 0)
        fail(path);
    char *content = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, file, 0);
    if (content == MAP_FAILED)
        fail("mmap");
    while (atomic_fetch_sub(&left, 1) > 0) {
        char reply[256];
        size_t length = 0;
        ssize_t count;
        int fd = connected();
        if (streams)
            stream(fd, content, (size_t)status.st_size);
        else
            pass(fd, file);
        while ((count = read(fd, reply + length, sizeof reply - length)) > 0 && !memchr(reply, 0, length += (size_t)count))
            ;
        close(fd);
        if (length < 5 || memcmp(reply + length - 5, ": OK", 5) != 0) {
            fprintf(stderr, "clamscan: clamd did not say OK\n");
            exit(1);
        }
    }
    return nothing;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    struct timespec start, end;
    if (argc != 6)
        return 2;
    place = argv[1];
    streams = strcmp(argv[2], "stream") == 0;
    int count = atoi(argv[3]);
    if (count < 1 || count > 64)
        return 2;
    atomic_store(&left, atoi(argv[4]));
    path = argv[5];
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int i = 0; i < count; i++)
        if (pthread_create(&threads[i], NULL, scan, NULL) != 0)
            fail("pthread_create");
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    printf("%f\n", atoi(argv[4]) / seconds);
    return 0;
}
