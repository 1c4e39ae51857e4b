/*
 * Puts an echo server under load at a fixed rate, for a while each time it is told to: requests are sent at moments that
 * are planned beforehand, whether or not those before have been answered (open loop), on a number of connections in turn.
 *
 *   rate [-c connections] [-s bytes of a request] [-p pid of the server] host:port | path
 *
 * It connects, has one request answered on each connection and prints "ready". For each line of standard input, three
 * numbers, it sends the first of them requests a second, for the second in seconds without measuring, then for the third
 * with, waits for all answers, and prints one line of name=value: requests a second, latencies in microseconds, and seconds
 * of CPU (of this program and of the server's process) for each second measured. It ends when its input does.
 *
 * The moments are a Poisson process, as the requests of many independent clients are, and the same for all servers of a
 * turn. A latency is from the moment that was planned, and not from that at which the request could be sent: what waits
 * since the server, or this program, was busy with others counts in full, and no stall hides what came during it
 * (coordinated omission). A request that is due while an earlier one on its connection is unanswered is sent nonetheless;
 * answers come in order, so that they are told apart by counting bytes, every one of which is compared.
 *
 * A server that answers wrongly, hangs up or is silent for five seconds ends it with a message and status 1. Connections
 * end by a reset. It never sleeps while it loads: it wants a CPU of its own.
 */
#define _GNU_SOURCE
#include "common.h"
#include <math.h>
#include <sys/epoll.h>

enum { EVENTS = 64, LARGEST = 4096, STARTS = 4096, UNANSWERED = 1024, SILENCE_MILLIS = 5000 };

struct connection {
  int fd;
  uint64_t sent, answered; /* whole requests */
  uint32_t received;       /* bytes of the answer that is on its way */
  int64_t due[UNANSWERED]; /* when the requests were to be sent, by their number */
};

static struct {
  int connections, size;
  pid_t server;
  const char *where;
} options = {.connections = 16, .size = 64};

static char pool[STARTS + LARGEST]; /* random bytes; a request is a piece of it */
static struct connection *connections;
static int epoll;
static uint64_t outstanding; /* requests without their answer */
static int64_t from, to;     /* what is due between these is measured */

static struct {
  int64_t *nanos;
  size_t count, room;
} latencies;

static const char *bytes_of(const struct connection *c, uint64_t request) {
  return pool + ((c - connections) * 31 + request * 61) % STARTS;
}

static void keep(int64_t latency) {
  if (latencies.count == latencies.room) {
    latencies.room = latencies.room ? 2 * latencies.room : 65536;
    latencies.nanos = realloc(latencies.nanos, latencies.room * sizeof *latencies.nanos);
    if (!latencies.nanos)
      die("rate: out of memory");
  }
  latencies.nanos[latencies.count++] = latency;
}

static int ascending(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

/* Of what is sorted, in microseconds: the least that so large a part does not exceed. */
static double percentile(double part) {
  if (latencies.count == 0)
    return 0;
  size_t index = (size_t)ceil(part * latencies.count);
  return latencies.nanos[index ? index - 1 : 0] / 1e3;
}

static int connect_one(const struct address *server) {
  int family = server->storage.ss_family;
  int fd = check(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  if (family == AF_INET) {
    reset_on_close(fd);
    no_delay(fd);
  }
  check(connect(fd, (const struct sockaddr *)&server->storage, server->length), "connect");
  return fd;
}

static void request(struct connection *c, int64_t due) {
  if (c->sent - c->answered == UNANSWERED)
    die("rate: %d requests of a connection are unanswered: the server is slower than the rate", UNANSWERED);
  ssize_t n = send(c->fd, bytes_of(c, c->sent), options.size, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n != options.size)
    die("rate: connection %ld: sent %zd of %d bytes: %s", (long)(c - connections), n, options.size, strerror(errno));
  c->due[c->sent++ % UNANSWERED] = due;
  outstanding++;
}

static void answered(struct connection *c, int64_t now) {
  int64_t due = c->due[c->answered++ % UNANSWERED];
  c->received = 0;
  outstanding--;
  if (due >= from && due < to)
    keep(now - due);
}

static void compare(struct connection *c, const char *bytes, ssize_t length, int64_t now) {
  while (length > 0) {
    ssize_t part = options.size - c->received < length ? options.size - c->received : length;
    if (c->answered == c->sent || memcmp(bytes, bytes_of(c, c->answered) + c->received, part))
      die("rate: connection %ld: the server answered other bytes than it was sent", (long)(c - connections));
    c->received += part;
    bytes += part;
    length -= part;
    if (c->received == (uint32_t)options.size)
      answered(c, now);
  }
}

static void take(struct connection *c) {
  static char buffer[64 * 1024];
  ssize_t n = recv(c->fd, buffer, sizeof buffer, MSG_DONTWAIT);
  if (n < 0 && errno == EAGAIN)
    return;
  if (n <= 0)
    die("rate: connection %ld: %s", (long)(c - connections), n ? strerror(errno) : "the server hung up");
  compare(c, buffer, n, nanos(CLOCK_MONOTONIC));
}

/* Takes what is there; whether something was. */
static int look(void) {
  struct epoll_event events[EVENTS];
  int ready = epoll_wait(epoll, events, EVENTS, 0);
  if (ready < 0 && errno != EINTR)
    die("rate: epoll_wait: %s", strerror(errno));
  for (int i = 0; i < ready; i++)
    take(events[i].data.ptr);
  return ready > 0;
}

static void await_all(void) {
  int64_t heard = nanos(CLOCK_MONOTONIC);
  while (outstanding > 0)
    if (look())
      heard = nanos(CLOCK_MONOTONIC);
    else if (nanos(CLOCK_MONOTONIC) - heard > SILENCE_MILLIS * INT64_C(1000000))
      die("rate: no answer for %d ms", SILENCE_MILLIS);
}

static void connect_all(const struct address *server) {
  connections = allocate(options.connections, sizeof *connections);
  for (int i = 0; i < options.connections; i++) {
    struct connection *c = &connections[i];
    c->fd = connect_one(server);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event), "epoll_ctl");
    request(c, 0);
    await_all();
  }
}

static double next_gap(double rate) {
  return -log1p(-drand48()) / rate * 1e9;
}

/* The first connection that is to send, and when the next request is due. */
static struct {
  unsigned next;
  double due;
} plan;

static void send_until(int64_t end, double rate) {
  while (plan.due < end) {
    int64_t now = nanos(CLOCK_MONOTONIC);
    if (now >= plan.due) {
      request(&connections[plan.next++ % options.connections], (int64_t)plan.due);
      plan.due += next_gap(rate);
    } else {
      look();
    }
  }
}

static void measure(double rate, double warm_up, double seconds) {
  static long turn;
  srand48(++turn);
  latencies.count = 0;
  int64_t begin = nanos(CLOCK_MONOTONIC);
  from = begin + (int64_t)(warm_up * 1e9);
  to = from + (int64_t)(seconds * 1e9);
  plan.due = begin + next_gap(rate);
  send_until(from, rate);

  int64_t server = cpu_of(options.server), own = nanos(CLOCK_PROCESS_CPUTIME_ID), start = nanos(CLOCK_MONOTONIC);
  send_until(to, rate);
  double measured = (nanos(CLOCK_MONOTONIC) - start) / 1e9;
  own = nanos(CLOCK_PROCESS_CPUTIME_ID) - own;
  server = cpu_of(options.server) - server;
  await_all();

  qsort(latencies.nanos, latencies.count, sizeof *latencies.nanos, ascending);
  printf("connections=%d size=%d seconds=%.4f requests=%zu rate=%.1f ", options.connections, options.size, measured,
         latencies.count, latencies.count / seconds);
  printf("p50=%.1f p99=%.1f max=%.1f ", percentile(0.5), percentile(0.99), percentile(1));
  printf("load_cpu=%.3f server_cpu=%.4f\n", own / 1e9 / measured, server / 1e9 / measured);
  fflush(stdout);
}

static void take_turns(void) {
  char line[256];
  puts("ready");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) {
    double rate, warm_up, seconds;
    if (sscanf(line, "%lf %lf %lf", &rate, &warm_up, &seconds) != 3 || rate <= 0 || warm_up < 0 || seconds <= 0)
      die("rate: three numbers, requests a second, seconds to warm up and to measure, not: %s", line);
    measure(rate, warm_up, seconds);
  }
}

static void parse(int argc, char **argv) {
  int option;
  while ((option = getopt(argc, argv, "c:s:p:")) != -1)
    switch (option) {
    case 'c': options.connections = atoi(optarg); break;
    case 's': options.size = atoi(optarg); break;
    case 'p': options.server = atoi(optarg); break;
    default: exit(64);
    }
  if (optind != argc - 1 || options.connections < 1 || options.size < 1 || options.size > LARGEST)
    die("usage: rate [-c connections] [-s bytes, to %d] [-p pid] host:port | path", LARGEST);
  options.where = argv[optind];
}

int main(int argc, char **argv) {
  parse(argc, argv);
  raise_descriptors(options.connections + 64);
  fill_at_random(pool, sizeof pool);
  epoll = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  struct address server = parse_address(options.where);
  connect_all(&server);
  take_turns();
  return 0;
}
