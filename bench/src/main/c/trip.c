/*
 * What the blocking calls take in C: two connected sockets, of which a thread serves the second.
 *
 *   trip tcp | unix | udp | dgram | seqpacket  BYTES      round trips of a message
 *   trip -t tcp | unix  BYTES                             throughput: writes, which the peer reads
 *
 * For each line of standard input, a number, it does so many and prints the nanoseconds that they took.
 */
#define _GNU_SOURCE
#include "common.h"
#include <pthread.h>

static int pair[2];
static size_t size;
static char near_buffer[1 << 20], far_buffer[1 << 20];

static void loopback_pair(int type) {
  struct sockaddr_in address[2];
  socklen_t length = sizeof address[0];
  int fd[2];
  for (int i = 0; i < 2; i++) {
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    fd[i] = check(socket(AF_INET, type, 0), "socket");
    check(bind(fd[i], (struct sockaddr *)&any, sizeof any), "bind");
    check(getsockname(fd[i], (struct sockaddr *)&address[i], &length), "getsockname");
  }
  pair[0] = fd[0];
  pair[1] = fd[1];
  if (type == SOCK_STREAM)
    check(listen(fd[1], 1), "listen");
  check(connect(fd[0], (struct sockaddr *)&address[1], length), "connect");
  if (type == SOCK_STREAM) {
    pair[1] = check(accept(fd[1], NULL, NULL), "accept");
    no_delay(pair[0]);
    no_delay(pair[1]);
  } else {
    check(connect(fd[1], (struct sockaddr *)&address[0], length), "connect");
  }
}

static void open_pair(const char *kind) {
  if (!strcmp(kind, "tcp"))
    loopback_pair(SOCK_STREAM);
  else if (!strcmp(kind, "udp"))
    loopback_pair(SOCK_DGRAM);
  else if (!strcmp(kind, "unix"))
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), "socketpair");
  else if (!strcmp(kind, "dgram"))
    check(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), "socketpair");
  else if (!strcmp(kind, "seqpacket"))
    check(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), "socketpair");
  else
    die("trip: no such kind: %s", kind);
}

static int fill(int fd, char *buffer, size_t length) {
  for (size_t got = 0; got < length;) {
    ssize_t n = read(fd, buffer + got, length - got);
    if (n <= 0)
      return 0;
    got += n;
  }
  return 1;
}

static void *echo(void *nothing) {
  while (fill(pair[1], far_buffer, size))
    check(write(pair[1], far_buffer, size), "write");
  return nothing;
}

static void *drain(void *nothing) {
  uint32_t writes;
  while (fill(pair[1], (char *)&writes, sizeof writes)) {
    for (uint64_t left = (uint64_t)writes * size; left > 0;) {
      ssize_t n = read(pair[1], far_buffer, left < size ? left : size);
      left -= check(n, "read");
    }
    check(write(pair[1], far_buffer, 1), "write");
  }
  return nothing;
}

static void round_trips(uint32_t trips) {
  for (uint32_t i = 0; i < trips; i++) {
    check(write(pair[0], near_buffer, size), "write");
    if (!fill(pair[0], near_buffer, size))
      die("trip: the peer hung up");
  }
}

static void throughput(uint32_t writes) {
  check(write(pair[0], &writes, sizeof writes), "write");
  for (uint32_t i = 0; i < writes; i++)
    for (size_t sent = 0; sent < size;)
      sent += check(write(pair[0], near_buffer + sent, size - sent), "write");
  fill(pair[0], near_buffer, 1);
}

int main(int argc, char **argv) {
  int bulk = argc == 4 && !strcmp(argv[1], "-t");
  if (argc != 3 && !bulk)
    die("usage: trip [-t] tcp | unix | udp | dgram | seqpacket BYTES");
  size = atoi(argv[argc - 1]);
  if (size < 1 || size > sizeof near_buffer)
    die("trip: from 1 to %zu bytes", sizeof near_buffer);
  open_pair(argv[argc - 2]);
  pthread_t peer;
  if (pthread_create(&peer, NULL, bulk ? drain : echo, NULL))
    die("trip: no thread");
  unsigned count;
  while (scanf("%u", &count) == 1) {
    int64_t start = nanos(CLOCK_MONOTONIC);
    (bulk ? throughput : round_trips)(count);
    printf("%lld\n", (long long)(nanos(CLOCK_MONOTONIC) - start));
    fflush(stdout);
  }
  return 0;
}
