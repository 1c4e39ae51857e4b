/*
 * An echo server on one thread with epoll(7), as one writes it in C: level triggered, one buffer for all connections,
 * read and then write at once; what the socket does not take is kept, and no more is read meanwhile. Its system calls are
 * those of the JDK's channels: read(2) and write(2), where recv(2) and send(2) would cost the kernel some 3 percent less.
 *
 *   echo [host:port | path]     port 0 for any
 *
 * Prints where it listens. Ends when its standard input does; answers a line on it by "ok".
 */
#define _GNU_SOURCE
#include "common.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>

enum { BUFFER = 64 * 1024, EVENTS = 1024, BACKLOG = 4096 };

struct connection {
  int fd;
  size_t kept; /* what is still to be written, from `at` in `rest` */
  size_t at;
  char *rest;
};

static char buffer[BUFFER];
static int epoll;

static void watch(int operation, int fd, uint32_t events, void *data) {
  struct epoll_event event = {.events = events, .data.ptr = data};
  check(epoll_ctl(epoll, operation, fd, &event), "epoll_ctl");
}

static void close_connection(struct connection *c) {
  close(c->fd);
  free(c->rest);
  free(c);
}

static void accept_all(int listener, int tcp) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0 && (errno == EAGAIN || errno == ECONNABORTED))
      return;
    check(fd, "accept4");
    if (tcp)
      no_delay(fd);
    struct connection *c = calloc(1, sizeof *c);
    if (!c)
      die("out of memory");
    c->fd = fd;
    watch(EPOLL_CTL_ADD, fd, EPOLLIN, c);
  }
}

static void keep(struct connection *c, const char *from, size_t length) {
  c->rest = malloc(length);
  if (!c->rest)
    die("out of memory");
  memcpy(c->rest, from, length);
  c->kept = length;
  c->at = 0;
  watch(EPOLL_CTL_MOD, c->fd, EPOLLOUT, c);
}

static void flush(struct connection *c) {
  ssize_t n = write(c->fd, c->rest + c->at, c->kept);
  if (n < 0) {
    if (errno != EAGAIN)
      close_connection(c);
    return;
  }
  c->at += n;
  c->kept -= n;
  if (c->kept == 0) {
    free(c->rest);
    c->rest = NULL;
    watch(EPOLL_CTL_MOD, c->fd, EPOLLIN, c);
  }
}

static void serve(struct connection *c) {
  if (c->kept) {
    flush(c);
    return;
  }
  ssize_t n = read(c->fd, buffer, sizeof buffer);
  if (n <= 0) {
    if (n == 0 || errno != EAGAIN)
      close_connection(c);
    return;
  }
  ssize_t written = write(c->fd, buffer, n);
  if (written < 0 && errno != EAGAIN)
    close_connection(c);
  else if (written < n)
    keep(c, buffer + (written < 0 ? 0 : written), n - (written < 0 ? 0 : written));
}

static int listen_at(const char *text, int *tcp) {
  struct address address = parse_address(text);
  *tcp = address.storage.ss_family == AF_INET;
  int fd = check(socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
  check(bind(fd, (struct sockaddr *)&address.storage, address.length), "bind");
  check(listen(fd, BACKLOG), "listen");
  if (*tcp) {
    struct sockaddr_in local;
    socklen_t length = sizeof local;
    check(getsockname(fd, (struct sockaddr *)&local, &length), "getsockname");
    printf("127.0.0.1:%d\n", ntohs(local.sin_port));
  } else {
    printf("%s\n", text);
  }
  fflush(stdout);
  return fd;
}

static void standard_input(void) {
  char line[256];
  if (read(STDIN_FILENO, line, sizeof line) <= 0)
    exit(0);
  puts("ok");
  fflush(stdout);
}

int main(int argc, char **argv) {
  static char input, door; /* their addresses tell them from connections */
  struct epoll_event events[EVENTS];
  int tcp;
  raise_descriptors(256);
  signal(SIGPIPE, SIG_IGN); /* a peer that is gone is told by EPIPE */
  epoll = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  int listener = listen_at(argc > 1 ? argv[1] : "127.0.0.1:0", &tcp);
  watch(EPOLL_CTL_ADD, listener, EPOLLIN, &door);
  watch(EPOLL_CTL_ADD, STDIN_FILENO, EPOLLIN, &input);
  for (;;) {
    int ready = epoll_wait(epoll, events, EVENTS, -1);
    if (ready < 0 && errno != EINTR)
      die("epoll_wait: %s", strerror(errno));
    for (int i = 0; i < ready; i++) {
      void *what = events[i].data.ptr;
      if (what == &door)
        accept_all(listener, tcp);
      else if (what == &input)
        standard_input();
      else
        serve(what);
    }
  }
}
