/*
 * Puts an echo server under load, for a while each time it is told to: a number of connections, each of which sends a
 * request, waits for the whole answer, compares every byte of it, and sends the next (closed loop, one request outstanding
 * a connection).
 *
 *   load [-c connections] [-s bytes of a request] [-p pid of the server] host:port | path
 *
 * It connects, has one request answered on each connection and prints "ready". For each line of standard input, two
 * numbers, it loads the server for the first of them in seconds without measuring, then for the second with, waits for all
 * answers, and prints one line of name=value: requests a second, latencies in microseconds, and seconds of CPU (of this
 * program and of the server's process) for each second measured. Between lines it is idle, and so is the server: several
 * loads, each with a server of its own, that take turns of a fraction of a second see the same machine, whose speed may
 * change with what its neighbours do. It ends when its input does.
 *
 * A server that answers wrongly, hangs up or is silent for five seconds ends it with a message and status 1. Connections
 * end by a reset, so that no port lingers in TIME_WAIT.
 *
 * It is edge triggered, which spares it the second look at each connection that level triggering takes, and never sleeps
 * while it loads, so that no answer waits for it to wake up: it wants a CPU of its own. Still it needs nearly as much CPU
 * for a request as the leanest server does: hence both are told.
 */
#define _GNU_SOURCE
#include "common.h"
#include <sys/epoll.h>

enum { EVENTS = 512, LARGEST = 64 * 1024, STARTS = 4096, PER_SOURCE = 20000, SILENCE_MILLIS = 5000 };

struct connection {
  int fd;
  uint32_t start; /* where in the pool its request begins */
  uint32_t received;
  int64_t sent_at;
};

/* Latencies: 32 counters for each power of two, so that a figure is exact to 3 percent. */
enum { FRACTION_BITS = 5, COUNTERS = 64 << FRACTION_BITS };
static uint64_t counters[COUNTERS];

static struct {
  int connections, size;
  pid_t server;
  const char *where;
} options = {.connections = 100, .size = 64};

static char pool[STARTS + LARGEST]; /* random bytes; a request is a piece of it */
static struct connection *connections;
static int epoll;
static int outstanding; /* requests without their answer */
static uint64_t answered;

static int counter_of(int64_t value) {
  if (value < 1 << FRACTION_BITS)
    return value < 0 ? 0 : (int)value;
  int shift = 63 - __builtin_clzll(value) - FRACTION_BITS;
  return (shift + 1) << FRACTION_BITS | (int)(value >> shift & ((1 << FRACTION_BITS) - 1));
}

static double value_of(int counter) {
  int shift = (counter >> FRACTION_BITS) - 1;
  if (shift < 0)
    return counter;
  uint64_t low = (uint64_t)((1 << FRACTION_BITS) | (counter & ((1 << FRACTION_BITS) - 1))) << shift;
  return low + (double)(UINT64_C(1) << shift) / 2;
}

static double percentile(double part) {
  uint64_t all = 0, seen = 0;
  for (int i = 0; i < COUNTERS; i++)
    all += counters[i];
  for (int i = 0; i < COUNTERS; i++)
    if ((seen += counters[i]) >= part * all && seen)
      return value_of(i) / 1e3;
  return 0;
}

static int connect_one(const struct address *server, int number) {
  int family = server->storage.ss_family;
  int fd = check(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  struct timeval patience = {.tv_sec = SILENCE_MILLIS / 1000};
  check(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience), "SO_SNDTIMEO");
  check(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), "SO_RCVTIMEO");
  if (family == AF_INET) {
    struct linger reset = {1, 0};
    check(setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset), "SO_LINGER");
    no_delay(fd);
    if (number >= PER_SOURCE) { /* an address has some 28,000 ports to connect from */
      int on = 1;
      struct sockaddr_in source = {.sin_family = AF_INET};
      source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + number / PER_SOURCE);
      setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
      check(bind(fd, (struct sockaddr *)&source, sizeof source), "bind");
    }
  }
  check(connect(fd, (const struct sockaddr *)&server->storage, server->length), "connect");
  return fd;
}

static void request(struct connection *c, int64_t now) {
  c->start = (c->start + 61) % STARTS;
  c->received = 0;
  c->sent_at = now;
  ssize_t n = send(c->fd, pool + c->start, options.size, MSG_NOSIGNAL);
  if (n != options.size)
    die("load: connection %ld: sent %zd of %d bytes: %s", (long)(c - connections), n, options.size, strerror(errno));
  outstanding++;
}

/* Takes what is there; whether the answer is whole now. */
static int answer(struct connection *c, int flags) {
  static char buffer[LARGEST];
  ssize_t n = recv(c->fd, buffer, options.size - c->received, flags);
  if (n < 0 && errno == EAGAIN)
    return 0;
  if (n <= 0)
    die("load: connection %ld: %s", (long)(c - connections), n ? strerror(errno) : "the server hung up");
  if (memcmp(buffer, pool + c->start + c->received, n))
    die("load: connection %ld: the server answered other bytes than it was sent", (long)(c - connections));
  c->received += n;
  if (c->received < (uint32_t)options.size)
    return 0;
  outstanding--;
  return 1;
}

/* Waits for the answer, so that connections do not come faster than they are accepted: the backlog would overflow. */
static void round_trip(struct connection *c) {
  request(c, nanos(CLOCK_MONOTONIC));
  while (!answer(c, 0))
    if (nanos(CLOCK_MONOTONIC) - c->sent_at > SILENCE_MILLIS * INT64_C(1000000))
      die("load: no answer for %d ms", SILENCE_MILLIS);
}

static void connect_all(const struct address *server) {
  connections = calloc(options.connections, sizeof *connections);
  if (!connections)
    die("load: out of memory");
  for (int i = 0; i < options.connections; i++) {
    struct connection *c = &connections[i];
    c->fd = connect_one(server, i);
    c->start = (i * 31) % STARTS;
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = c};
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event), "epoll_ctl");
    round_trip(c);
  }
}

enum phase { WARM_UP, MEASURE, DRAIN };

/* Runs until `end`, or in the last phase until all is answered; counts what is answered, and how late. */
static void run_until(int64_t end, enum phase phase) {
  struct epoll_event events[EVENTS];
  int64_t now = nanos(CLOCK_MONOTONIC), heard = now;
  while (phase == DRAIN ? outstanding > 0 : now < end) {
    int ready = epoll_wait(epoll, events, EVENTS, 0);
    if (ready < 0 && errno != EINTR)
      die("load: epoll_wait: %s", strerror(errno));
    if (ready > 0)
      heard = now;
    else if ((now = nanos(CLOCK_MONOTONIC)) - heard > SILENCE_MILLIS * INT64_C(1000000))
      die("load: no answer for %d ms", SILENCE_MILLIS);
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      if (!answer(c, MSG_DONTWAIT) || phase == DRAIN)
        continue;
      now = nanos(CLOCK_MONOTONIC);
      answered++;
      if (phase == MEASURE)
        counters[counter_of(now - c->sent_at)]++;
      request(c, now);
    }
  }
}

static int64_t cpu_of(pid_t process) {
  clockid_t clock;
  if (process == 0)
    return 0;
  if (clock_getcpuclockid(process, &clock))
    die("load: no process %d", process);
  return nanos(clock);
}

static void measure(double warm_up, double seconds) {
  memset(counters, 0, sizeof counters);
  int64_t start = nanos(CLOCK_MONOTONIC);
  for (int i = 0; i < options.connections; i++)
    request(&connections[i], start);
  run_until(start + (int64_t)(warm_up * 1e9), WARM_UP);

  answered = 0;
  int64_t server = cpu_of(options.server), own = nanos(CLOCK_PROCESS_CPUTIME_ID);
  start = nanos(CLOCK_MONOTONIC);
  run_until(start + (int64_t)(seconds * 1e9), MEASURE);
  double measured = (nanos(CLOCK_MONOTONIC) - start) / 1e9;
  own = nanos(CLOCK_PROCESS_CPUTIME_ID) - own;
  server = cpu_of(options.server) - server;
  uint64_t requests = answered;
  run_until(0, DRAIN);
  printf("connections=%d size=%d seconds=%.4f requests=%lu rate=%.1f ", options.connections, options.size, measured,
         (unsigned long)requests, requests / measured);
  printf("p50=%.1f p99=%.1f max=%.1f ", percentile(0.5), percentile(0.99), percentile(1));
  printf("load_cpu=%.3f server_cpu=%.3f\n", own / 1e9 / measured, server / 1e9 / measured);
  fflush(stdout);
}

static void take_turns(void) {
  char line[256];
  puts("ready");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) {
    double warm_up, seconds;
    if (sscanf(line, "%lf %lf", &warm_up, &seconds) != 2 || warm_up < 0 || seconds <= 0)
      die("load: two numbers of seconds, to warm up and to measure, not: %s", line);
    measure(warm_up, seconds);
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
    die("usage: load [-c connections] [-s bytes, to %d] [-p pid] host:port | path", LARGEST);
  options.where = argv[optind];
}

int main(int argc, char **argv) {
  parse(argc, argv);
  raise_descriptors(options.connections + 64);
  srandom(1);
  for (size_t i = 0; i < sizeof pool; i++)
    pool[i] = (char)random();
  epoll = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  struct address server = parse_address(options.where);
  connect_all(&server);
  take_turns();
  return 0;
}
