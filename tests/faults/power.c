/* Loaded before libc: notes every call that changes files below a folder, or makes the n-th fail.
 *
 * Records go to the file of POWER_LOG: one byte of operation, then lengths and offset as 64 bits,
 * the path and the bytes. Nothing is noted while POWER_FOLDER is not set.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_file = -1;
static const char *folder;
static long left = -1; /* calls until one fails; -1: none does */
static int error_code, for_ever;

/* From now on the n-th call fails with this errno, and all after it where it lasts. */
void power_fail(long n, int code, int lasts) { left = n, error_code = code, for_ever = lasts; }

/* How many calls are left until one fails; below zero once one did. */
long power_left(void) { return left; }

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("POWER_LOG");
    folder = getenv("POWER_FOLDER");
    if (path) log_file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0600);
}

static int ours(const char *path) {
    return folder && strncmp(path, folder, strlen(folder)) == 0 && !strstr(path, "-shm");
}

static int path_of(int fd, char *into) {
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(name, into, PATH_MAX - 1);
    if (size <= 0) return 0;
    into[size] = 0;
    return ours(into);
}

static void absolute(const char *path, char *into) {
    if (path[0] == '/' || !getcwd(into, PATH_MAX)) {
        snprintf(into, PATH_MAX, "%s", path);
        return;
    }
    size_t used = strlen(into);
    snprintf(into + used, PATH_MAX - used, "/%s", path);
}

static void note(char operation, const char *path, uint64_t offset, const void *data, uint64_t size) {
    if (log_file < 0) return;
    uint64_t head[3] = {strlen(path), offset, size};
    pthread_mutex_lock(&lock);
    syscall(SYS_write, log_file, &operation, 1);
    syscall(SYS_write, log_file, head, sizeof head);
    syscall(SYS_write, log_file, path, head[0]);
    const char *at = data;
    while (size) {
        long done = syscall(SYS_write, log_file, at, size);
        if (done <= 0) break;
        at += done, size -= (uint64_t)done;
    }
    pthread_mutex_unlock(&lock);
}

static int fails(void) {
    if (left < 0 && !(for_ever && error_code)) return 0;
    if (left > 0) { left--; return 0; }
    left = -1;
    int code = error_code;
    if (!for_ever) error_code = 0;
    errno = code;
    return code != 0;
}

static int opened(const char *path, int flags, mode_t mode, int (*real)(const char *, int, ...)) {
    char whole[PATH_MAX];
    struct stat found;
    absolute(path, whole);
    int mine = (flags & O_CREAT) && ours(whole);
    int fresh = mine && stat(whole, &found) != 0;
    if (fresh && fails()) return -1;
    int fd = real(path, flags, mode);
    if (fd >= 0 && fresh) note('c', whole, 0, "", 0);
    if (fd >= 0 && mine && !fresh && (flags & O_TRUNC)) note('t', whole, 0, "", 0);
    return fd;
}

#define MODE(flags) mode_t mode = 0; \
    if ((flags) & O_CREAT) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...) {
    REAL(int, "open", const char *, int, ...);
    MODE(flags)
    return opened(path, flags, mode, real);
}

int open64(const char *path, int flags, ...) {
    REAL(int, "open64", const char *, int, ...);
    MODE(flags)
    return opened(path, flags, mode, real);
}

static ssize_t written(int fd, const void *data, size_t size, off_t offset, ssize_t done, const char *path) {
    (void)fd;
    if (done > 0) note('w', path, (uint64_t)offset, data, (uint64_t)done);
    (void)size;
    return done;
}

ssize_t write(int fd, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    char path[PATH_MAX];
    if (!path_of(fd, path)) return real(fd, data, size);
    if (fails()) return -1;
    off_t offset = lseek(fd, 0, SEEK_CUR);
    return written(fd, data, size, offset, real(fd, data, size), path);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    char path[PATH_MAX];
    if (!path_of(fd, path)) return real(fd, data, size, offset);
    if (fails()) return -1;
    return written(fd, data, size, offset, real(fd, data, size, offset), path);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    char path[PATH_MAX];
    if (!path_of(fd, path)) return real(fd, data, size, offset);
    if (fails()) return -1;
    return written(fd, data, size, offset, real(fd, data, size, offset), path);
}

static int cut(int fd, off_t size, int (*real)(int, off_t)) {
    char path[PATH_MAX];
    if (!path_of(fd, path)) return real(fd, size);
    if (fails()) return -1;
    int done = real(fd, size);
    if (!done) note('t', path, (uint64_t)size, "", 0);
    return done;
}

int ftruncate(int fd, off_t size) {
    REAL(int, "ftruncate", int, off_t);
    return cut(fd, size, real);
}

int ftruncate64(int fd, off64_t size) {
    REAL(int, "ftruncate64", int, off_t);
    return cut(fd, size, real);
}

static int synced(int fd, int (*real)(int)) {
    char path[PATH_MAX];
    if (!path_of(fd, path)) return real(fd);
    if (fails()) return -1;
    int done = real(fd);
    if (!done) note('s', path, 0, "", 0);
    return done;
}

int fsync(int fd) {
    REAL(int, "fsync", int);
    return synced(fd, real);
}

int fdatasync(int fd) {
    REAL(int, "fdatasync", int);
    return synced(fd, real);
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    char here[PATH_MAX], there[PATH_MAX];
    absolute(from, here), absolute(to, there);
    if (!ours(here)) return real(from, to);
    if (fails()) return -1;
    int done = real(from, to);
    if (!done) note('r', here, 0, there, strlen(there));
    return done;
}

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    char whole[PATH_MAX];
    absolute(path, whole);
    if (!ours(whole)) return real(path);
    if (fails()) return -1;
    int done = real(path);
    if (!done) note('u', whole, 0, "", 0);
    return done;
}
