/*
 * The ends of streams that carry much one way.
 *
 *   flow path
 *
 * Listens on a port of the loopback interface and at the path, which it removes first, and prints "host:port". It reads of
 * one connection after another until the end, and then prints one line of name=value: the bytes, and the nanoseconds since
 * it was accepted. For each line of its input, an address and a number, it connects there and sends so many bytes from
 * memory, which may come to it again through what listens there. It ends when its input does.
 */
#define _GNU_SOURCE
#include "common.h"
#include <poll.h>
#include <pthread.h>

enum { BUFFER = 1 << 20 };

static char received[BUFFER];

static int listen_at(struct address address) {
  int fd = check(socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  check(bind(fd, (struct sockaddr *)&address.storage, address.length), "bind");
  check(listen(fd, SOMAXCONN), "listen");
  return fd;
}

static void receive(int listener) {
  int fd = check(accept4(listener, NULL, NULL, SOCK_CLOEXEC), "accept4");
  int64_t start = nanos(CLOCK_MONOTONIC), bytes = 0;
  for (ssize_t n; (n = check(read(fd, received, BUFFER), "read")) > 0;)
    bytes += n;
  printf("bytes=%ld nanos=%ld\n", (long)bytes, (long)(nanos(CLOCK_MONOTONIC) - start));
  fflush(stdout);
  close(fd);
}

static void send_to(const char *where, long bytes) {
  static const char content[BUFFER / 4];
  struct address address = parse_address(where);
  int fd = check(socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  check(connect(fd, (struct sockaddr *)&address.storage, address.length), "connect");
  while (bytes > 0) {
    size_t most = bytes < (long)sizeof content ? (size_t)bytes : sizeof content;
    bytes -= check(send(fd, content, most, MSG_NOSIGNAL), "send");
  }
  close(fd);
}

static void *read_lines(void *unused) {
  char line[512], where[512];
  long bytes;
  while (fgets(line, sizeof line, stdin))
    if (sscanf(line, "%511s %ld", where, &bytes) == 2)
      send_to(where, bytes);
    else
      die("%s: not an address and a number", line);
  exit(0);
  return unused;
}

int main(int argc, char **argv) {
  if (argc != 2)
    die("flow path");
  unlink(argv[1]);
  struct pollfd listeners[] = {
      {.fd = listen_at(parse_address("127.0.0.1:0")), .events = POLLIN},
      {.fd = listen_at(parse_address(argv[1])), .events = POLLIN},
  };
  struct sockaddr_in local;
  socklen_t length = sizeof local;
  check(getsockname(listeners[0].fd, (struct sockaddr *)&local, &length), "getsockname");
  printf("127.0.0.1:%d\n", ntohs(local.sin_port));
  fflush(stdout);
  pthread_t sender;
  if (pthread_create(&sender, NULL, read_lines, NULL))
    die("pthread_create");
  for (;;) {
    check(poll(listeners, 2, -1), "poll");
    for (int i = 0; i < 2; i++)
      if (listeners[i].revents)
        receive(listeners[i].fd);
  }
}
