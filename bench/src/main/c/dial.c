/*
 * Opens one connection after another to what echoes, or passes on to what does: each sends a request of 64 bytes, waits for
 * the whole answer, compares it, and is closed. A few are open at a time.
 *
 *   dial host:port
 *
 * Prints "ready". For each line of standard input, a number of seconds, it does so for that long, waits for all answers, and
 * prints one line of name=value: the connections that ended well, and the nanoseconds that they took. It sleeps while it
 * waits, so that what echoes may have the same CPU. It ends when its input does.
 *
 * An answer that is wrong, early ended or five seconds late ends it with a message and status 1. It closes before its peer:
 * the port is in TIME_WAIT then, and free for another connection after a second where net.ipv4.tcp_tw_reuse lets it be.
 */
#define _GNU_SOURCE
#include "common.h"
#include <sys/epoll.h>

enum { OPEN = 16, SIZE = 64, SILENCE_MILLIS = 5000 };

static struct address peer;
static char request[SIZE];
static int epoll;

struct connection {
  int fd;
  int received;
};

static void dial(struct connection *c) {
  c->fd = check(socket(peer.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  c->received = 0;
  no_delay(c->fd);
  check(connect(c->fd, (struct sockaddr *)&peer.storage, peer.length), "connect");
  if (send(c->fd, request, SIZE, MSG_NOSIGNAL) != SIZE)
    die("dial: send: %s", strerror(errno));
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  check(epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event), "epoll_ctl");
}

/* Takes what is there; whether the answer is whole now. */
static int answered(struct connection *c) {
  char buffer[SIZE];
  ssize_t n = recv(c->fd, buffer, SIZE - c->received, MSG_DONTWAIT);
  if (n < 0 && errno == EAGAIN)
    return 0;
  if (n <= 0)
    die("dial: %s", n ? strerror(errno) : "hung up before the answer");
  if (memcmp(buffer, request + c->received, n))
    die("dial: the answer has other bytes than the request");
  c->received += n;
  return c->received == SIZE;
}

static void dial_for(double seconds) {
  struct connection connections[OPEN];
  struct epoll_event events[OPEN];
  int64_t start = nanos(CLOCK_MONOTONIC), end = start + (int64_t)(seconds * 1e9);
  long done = 0;
  int open = OPEN;
  for (int i = 0; i < OPEN; i++)
    dial(&connections[i]);
  while (open > 0) {
    int ready = epoll_wait(epoll, events, OPEN, SILENCE_MILLIS);
    if (ready < 0 && errno == EINTR)
      continue;
    if (check(ready, "epoll_wait") == 0)
      die("dial: no answer for %d ms", SILENCE_MILLIS);
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      if (!answered(c))
        continue;
      close(c->fd);
      done++;
      if (nanos(CLOCK_MONOTONIC) < end)
        dial(c);
      else
        open--;
    }
  }
  printf("connections=%ld nanos=%ld\n", done, (long)(nanos(CLOCK_MONOTONIC) - start));
  fflush(stdout);
}

int main(int argc, char **argv) {
  if (argc != 2)
    die("dial host:port");
  peer = parse_address(argv[1]);
  for (int i = 0; i < SIZE; i++)
    request[i] = (char)(i * 31);
  epoll = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  puts("ready");
  fflush(stdout);
  char line[256];
  double seconds;
  while (fgets(line, sizeof line, stdin)) {
    if (sscanf(line, "%lf", &seconds) != 1 || seconds <= 0)
      die("dial: a number of seconds, not: %s", line);
    dial_for(seconds);
  }
  return 0;
}
