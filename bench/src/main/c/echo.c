/*
 * An echo server on one thread with epoll(7), as one writes it in C: level triggered, one buffer for all connections,
 * read and then write at once; what the socket does not take is kept, and no more is read meanwhile. Its system calls are
 * those of the JDK's channels: read(2) and write(2), where recv(2) and send(2) would cost the kernel some 3 percent less.
 *
 *   echo [-f | -u] [host:port | path]     port 0 for any
 *
 *   -f  messages, each after four bytes with its length, the most significant first; those that were read together are
 *       answered by one write(2)
 *   -u  datagrams, received by recvmmsg(2) and answered by sendmmsg(2)
 *
 * Prints where it listens. Ends when its standard input does; answers a line on it by "ok".
 */
#define _GNU_SOURCE
#include "common.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>

enum { BUFFER = 64 * 1024, EVENTS = 1024, BACKLOG = 4096, HEADER = 4, DATAGRAMS = 32, DATAGRAM = 2048 };

struct connection {
  int fd;
  size_t kept; /* what is still to be written, from `at` in `rest` */
  size_t at;
  char *rest;
  size_t begun; /* bytes of a message that is not whole yet */
  char *beginning;
};

static struct {
  int framed, datagrams;
  const char *where;
} options = {.where = "127.0.0.1:0"};

static char buffer[BUFFER];
static char replies[BUFFER];
static int epoll;

static void watch(int operation, int fd, uint32_t events, void *data) {
  struct epoll_event event = {.events = events, .data.ptr = data};
  check(epoll_ctl(epoll, operation, fd, &event), "epoll_ctl");
}

static void close_connection(struct connection *c) {
  close(c->fd);
  free(c->rest);
  free(c->beginning);
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

static char *copy_of(const char *from, size_t length) {
  char *copy = malloc(length);
  if (!copy)
    die("out of memory");
  return memcpy(copy, from, length);
}

static void keep(struct connection *c, const char *from, size_t length) {
  c->rest = copy_of(from, length);
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

static void reply(struct connection *c, const char *from, size_t length) {
  ssize_t written = write(c->fd, from, length);
  if (written < 0 && errno != EAGAIN)
    close_connection(c);
  else if (written < (ssize_t)length)
    keep(c, from + (written < 0 ? 0 : written), length - (written < 0 ? 0 : written));
}

/* Makes the reply to each whole message; how many bytes of them there are. */
static size_t reply_to_messages(size_t length) {
  size_t at = 0;
  while (length - at >= HEADER) {
    uint32_t size;
    memcpy(&size, buffer + at, HEADER);
    if (length - at - HEADER < ntohl(size))
      break;
    memcpy(replies + at, &size, HEADER);
    memcpy(replies + at + HEADER, buffer + at + HEADER, ntohl(size));
    at += HEADER + ntohl(size);
  }
  return at;
}

static void keep_beginning(struct connection *c, const char *from, size_t length) {
  free(c->beginning);
  c->begun = length;
  c->beginning = length ? copy_of(from, length) : NULL;
}

static void serve(struct connection *c) {
  if (c->kept) {
    flush(c);
    return;
  }
  if (c->begun)
    memcpy(buffer, c->beginning, c->begun);
  ssize_t n = read(c->fd, buffer + c->begun, sizeof buffer - c->begun);
  if (n <= 0) { /* nor is there room for more of a message that fills the buffer */
    if (n == 0 || errno != EAGAIN)
      close_connection(c);
  } else if (options.framed) {
    size_t length = c->begun + n, whole = reply_to_messages(length);
    if (c->begun || whole < length)
      keep_beginning(c, buffer + whole, length - whole);
    if (whole)
      reply(c, replies, whole);
  } else {
    reply(c, buffer, n);
  }
}

/* Those that the socket has no room for are lost, as datagrams may be. */
static void serve_datagrams(int fd) {
  static char datagrams[DATAGRAMS][DATAGRAM];
  static struct sockaddr_storage peers[DATAGRAMS];
  struct iovec parts[DATAGRAMS];
  struct mmsghdr headers[DATAGRAMS];
  for (int i = 0; i < DATAGRAMS; i++) {
    parts[i] = (struct iovec){datagrams[i], DATAGRAM};
    headers[i].msg_hdr = (struct msghdr){
        .msg_name = &peers[i], .msg_namelen = sizeof peers[i], .msg_iov = &parts[i], .msg_iovlen = 1};
  }
  int received = recvmmsg(fd, headers, DATAGRAMS, MSG_DONTWAIT, NULL);
  for (int i = 0; i < received; i++)
    parts[i].iov_len = headers[i].msg_len;
  for (int sent = 0, n; sent < received; sent += n)
    if ((n = sendmmsg(fd, headers + sent, received - sent, MSG_DONTWAIT)) < 0)
      n = 1;
}

static int listen_at(const char *text, int *tcp) {
  struct address address = parse_address(text);
  *tcp = address.storage.ss_family == AF_INET;
  int type = options.datagrams ? SOCK_DGRAM : SOCK_STREAM;
  int fd = check(socket(address.storage.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
  check(bind(fd, (struct sockaddr *)&address.storage, address.length), "bind");
  if (!options.datagrams)
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

static void parse(int argc, char **argv) {
  int option;
  while ((option = getopt(argc, argv, "fu")) != -1)
    switch (option) {
    case 'f': options.framed = 1; break;
    case 'u': options.datagrams = 1; break;
    default: exit(64);
    }
  if (optind < argc)
    options.where = argv[optind];
}

int main(int argc, char **argv) {
  static char input, door; /* their addresses tell them from connections */
  struct epoll_event events[EVENTS];
  int tcp;
  parse(argc, argv);
  raise_descriptors(256);
  signal(SIGPIPE, SIG_IGN); /* a peer that is gone is told by EPIPE */
  epoll = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  int listener = listen_at(options.where, &tcp);
  watch(EPOLL_CTL_ADD, listener, EPOLLIN, &door);
  watch(EPOLL_CTL_ADD, STDIN_FILENO, EPOLLIN, &input);
  for (;;) {
    int ready = epoll_wait(epoll, events, EVENTS, -1);
    if (ready < 0 && errno != EINTR)
      die("epoll_wait: %s", strerror(errno));
    for (int i = 0; i < ready; i++) {
      void *what = events[i].data.ptr;
      if (what == &door && options.datagrams)
        serve_datagrams(listener);
      else if (what == &door)
        accept_all(listener, tcp);
      else if (what == &input)
        standard_input();
      else
        serve(what);
    }
  }
}
