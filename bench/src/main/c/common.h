/* What the programs share: errors, time, addresses. */
#ifndef SOCKEYE_BENCH_COMMON_H
#define SOCKEYE_BENCH_COMMON_H

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define die(...) (fprintf(stderr, __VA_ARGS__), fputc('\n', stderr), exit(1))

static inline int check(int result, const char *what) {
  if (result < 0)
    die("%s: %s", what, strerror(errno));
  return result;
}

static inline int64_t nanos(clockid_t clock) {
  struct timespec t;
  check(clock_gettime(clock, &t), "clock_gettime");
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

struct address {
  struct sockaddr_storage storage;
  socklen_t length;
};

/* A path, if there is a slash in it; else an IPv4 host, a colon and a port. */
static inline struct address parse_address(const char *text) {
  struct address address = {.length = sizeof(struct sockaddr_un)};
  if (strchr(text, '/')) {
    struct sockaddr_un *local = (struct sockaddr_un *)&address.storage;
    local->sun_family = AF_UNIX;
    if (strlen(text) >= sizeof local->sun_path)
      die("%s: too long for a socket's path", text);
    strcpy(local->sun_path, text);
    return address;
  }
  char host[256];
  const char *colon = strrchr(text, ':');
  if (!colon || colon - text >= (long)sizeof host)
    die("%s: neither host:port nor a path", text);
  memcpy(host, text, colon - text);
  host[colon - text] = 0;
  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
  int error = getaddrinfo(host, colon + 1, &hints, &found);
  if (error)
    die("%s: %s", text, gai_strerror(error));
  memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
  address.length = found->ai_addrlen;
  freeaddrinfo(found);
  return address;
}

static inline void no_delay(int fd) {
  int on = 1;
  check(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY");
}

/* The CPU time of a process so far; 0 if there is none to ask. */
static inline int64_t cpu_of(pid_t process) {
  clockid_t clock;
  if (process == 0)
    return 0;
  if (clock_getcpuclockid(process, &clock))
    die("no process %d", process);
  return nanos(clock);
}

/* A connection of the process ends by a reset, so that no port lingers in TIME_WAIT. */
static inline void reset_on_close(int fd) {
  struct linger reset = {1, 0};
  check(setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset), "SO_LINGER");
}

static inline void *allocate(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (!memory)
    die("out of memory");
  return memory;
}

static inline void fill_at_random(char *bytes, size_t length) {
  srandom(1);
  for (size_t i = 0; i < length; i++)
    bytes[i] = (char)random();
}

/* As many descriptors as this process may have; at least `needed`, or it says so and ends. */
static inline void raise_descriptors(rlim_t needed) {
  struct rlimit limit;
  check(getrlimit(RLIMIT_NOFILE, &limit), "getrlimit");
  if (limit.rlim_max < needed) { /* the superuser may */
    struct rlimit more = {needed, needed};
    if (setrlimit(RLIMIT_NOFILE, &more) == 0)
      return;
    die("needs %lu descriptors, may have %lu: ulimit -Hn", (unsigned long)needed, (unsigned long)limit.rlim_max);
  }
  limit.rlim_cur = limit.rlim_max;
  check(setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
}

#endif
