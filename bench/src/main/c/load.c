/*
 * Puts an echo server under load, for a while each time it is told to: a number of connections, each of which sends a
 * request, waits for the whole answer, compares every byte of it, and sends the next (closed loop).
 *
 *   load [-c connections] [-d requests in flight on each] [-s bytes of a request] [-f] [-u | -k] [-p pid of the server]
 *        host:port | path
 *
 *   -d  so many are sent at first, and then as many at once as were answered together
 *   -f  four bytes before each request tell its length, the most significant first
 *   -u  datagrams instead of streams, from a socket of its own for each connection; a lost one is a failure
 *   -k  a new connection for each request, so many at a time; it is closed once the answer is there
 *
 * It connects, has one request answered on each connection and prints "ready". For each line of standard input, two
 * numbers, it loads the server for the first of them in seconds without measuring, then for the second with, waits for all
 * answers, and prints one line of name=value: requests a second, latencies in microseconds, and seconds of CPU (of this
 * program and of the server's process) for each second measured. Between lines it is idle, and so is the server: several
 * loads, each with a server of its own, that take turns of a fraction of a second see the same machine, whose speed may
 * change with what its neighbours do. It ends when its input does.
 *
 * A server that answers wrongly, hangs up or is silent for five seconds ends it with a message and status 1. Connections
 * end by a reset, so that no port lingers in TIME_WAIT; those of -k end as a client's do, and take turns of addresses to
 * come from, since their ports linger.
 *
 * It is edge triggered, which spares it the second look at each connection that level triggering takes, and never sleeps
 * while it loads, so that no answer waits for it to wake up: it wants a CPU of its own. Still it needs nearly as much CPU
 * for a single request as the leanest server does, and for a new connection more: hence both are told.
 */
#define _GNU_SOURCE
#include "common.h"
#include <sys/epoll.h>

enum { EVENTS = 512, LARGEST = 64 * 1024, UNITS = 127, HEADER = 4, SILENCE_MILLIS = 5000 };
enum { PER_SOURCE = 20000, SOURCES = 200 }; /* connections from an address, and addresses */

struct connection {
  int fd;
  uint32_t received; /* bytes of an answer that is not whole yet */
  uint64_t sent;     /* units, as is what follows; a unit is a request, or its answer */
  uint64_t answered;
  int64_t *sent_at; /* of those in flight, by their number modulo how many these may be */
};

/* Latencies: 32 counters for each power of two, so that a figure is exact to 3 percent. */
enum { FRACTION_BITS = 5, COUNTERS = 64 << FRACTION_BITS };
static uint64_t counters[COUNTERS];

static struct {
  int connections, size, depth, framed, datagrams, churn;
  pid_t server;
  const char *where;
} options = {.connections = 100, .size = 64, .depth = 1};

static struct address server;
static size_t unit;  /* bytes of a request with its header */
static char *units;  /* random requests, of which a connection sends one after the other, and the first again at the end */
static char *buffer; /* more than can be in flight on a connection */
static struct connection *connections;
static int epoll;
static uint64_t opened;
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

/* An address has some 28,000 ports to connect from. */
static void choose_source(int fd) {
  int on = 1;
  struct sockaddr_in source = {.sin_family = AF_INET};
  source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + opened / PER_SOURCE % SOURCES);
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  check(bind(fd, (struct sockaddr *)&source, sizeof source), "bind");
}

static int connect_one(void) {
  int family = server.storage.ss_family;
  int fd = check(socket(family, (options.datagrams ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0), "socket");
  if (!options.churn) {
    struct timeval patience = {.tv_sec = SILENCE_MILLIS / 1000};
    check(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience), "SO_SNDTIMEO");
    check(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), "SO_RCVTIMEO");
  }
  if (family == AF_INET && !options.datagrams) {
    if (!options.churn)
      reset_on_close(fd);
    no_delay(fd);
  }
  if (family == AF_INET && opened >= PER_SOURCE)
    choose_source(fd);
  opened++;
  check(connect(fd, (const struct sockaddr *)&server.storage, server.length), "connect");
  return fd;
}

static void open_connection(struct connection *c) {
  c->fd = connect_one();
  struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = c};
  check(epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event), "epoll_ctl");
}

static void request(struct connection *c, int count, int64_t now) {
  if (options.churn)
    open_connection(c);
  const char *from = units + c->sent % UNITS * unit;
  for (int i = 0; i < count; i++)
    c->sent_at[c->sent++ % options.depth] = now;
  ssize_t n = send(c->fd, from, count * unit, MSG_NOSIGNAL);
  if (n != (ssize_t)(count * unit))
    die("load: connection %ld: sent %zd of %zu bytes: %s", (long)(c - connections), n, count * unit, strerror(errno));
  outstanding += count;
}

/* Takes what is there; how many answers are whole now. */
static int answer(struct connection *c, int flags) {
  ssize_t due = (c->sent - c->answered) * unit - c->received;
  ssize_t n = recv(c->fd, buffer, options.depth * unit + 1, flags);
  if (n < 0 && errno == EAGAIN)
    return 0;
  if (n <= 0)
    die("load: connection %ld: %s", (long)(c - connections), n ? strerror(errno) : "the server hung up");
  if (n > due || memcmp(buffer, units + c->answered % UNITS * unit + c->received, n))
    die("load: connection %ld: the server answered other bytes than it was sent", (long)(c - connections));
  c->received += n;
  int whole = c->received / unit;
  c->received %= unit;
  if (whole && options.churn)
    close(c->fd);
  outstanding -= whole;
  return whole;
}

/* Waits for the answer, so that connections do not come faster than they are accepted: the backlog would overflow. */
static void round_trip(struct connection *c) {
  int64_t start = nanos(CLOCK_MONOTONIC);
  request(c, 1, start);
  while (!answer(c, 0))
    if (nanos(CLOCK_MONOTONIC) - start > SILENCE_MILLIS * INT64_C(1000000))
      die("load: no answer for %d ms", SILENCE_MILLIS);
  c->answered++;
}

static void make_requests(void) {
  size_t header = options.framed ? HEADER : 0;
  unit = header + options.size;
  units = allocate(UNITS + options.depth, unit);
  buffer = allocate(options.depth * unit + 1, 1);
  fill_at_random(units, UNITS * unit);
  uint32_t length = htonl(options.size);
  for (size_t i = 0; header && i < UNITS; i++)
    memcpy(units + i * unit, &length, header);
  memcpy(units + UNITS * unit, units, options.depth * unit);
}

static void connect_all(void) {
  connections = allocate(options.connections, sizeof *connections);
  for (int i = 0; i < options.connections; i++) {
    struct connection *c = &connections[i];
    c->sent = c->answered = i * 31;
    c->sent_at = allocate(options.depth, sizeof *c->sent_at);
    if (!options.churn)
      open_connection(c);
    round_trip(c);
  }
}

enum phase { WARM_UP, MEASURE, DRAIN };

static void count(struct connection *c, int whole, int64_t now, enum phase phase) {
  for (int i = 0; i < whole; i++) {
    int64_t sent_at = c->sent_at[c->answered++ % options.depth];
    if (phase == MEASURE)
      counters[counter_of(now - sent_at)]++;
  }
  answered += whole;
}

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
      int whole = answer(c, MSG_DONTWAIT);
      if (whole == 0)
        continue;
      now = nanos(CLOCK_MONOTONIC);
      count(c, whole, now, phase);
      if (phase != DRAIN)
        request(c, whole, now);
    }
  }
}

static void measure(double warm_up, double seconds) {
  memset(counters, 0, sizeof counters);
  int64_t start = nanos(CLOCK_MONOTONIC);
  for (int i = 0; i < options.connections; i++)
    request(&connections[i], options.depth, start);
  run_until(start + (int64_t)(warm_up * 1e9), WARM_UP);

  answered = 0;
  int64_t theirs = cpu_of(options.server), own = nanos(CLOCK_PROCESS_CPUTIME_ID);
  start = nanos(CLOCK_MONOTONIC);
  run_until(start + (int64_t)(seconds * 1e9), MEASURE);
  double measured = (nanos(CLOCK_MONOTONIC) - start) / 1e9;
  own = nanos(CLOCK_PROCESS_CPUTIME_ID) - own;
  theirs = cpu_of(options.server) - theirs;
  uint64_t requests = answered;
  run_until(0, DRAIN);
  printf("connections=%d depth=%d size=%d seconds=%.4f requests=%lu rate=%.1f ", options.connections, options.depth,
         options.size, measured, (unsigned long)requests, requests / measured);
  printf("p50=%.1f p99=%.1f max=%.1f ", percentile(0.5), percentile(0.99), percentile(1));
  printf("load_cpu=%.3f server_cpu=%.3f\n", own / 1e9 / measured, theirs / 1e9 / measured);
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
  while ((option = getopt(argc, argv, "c:d:s:p:fuk")) != -1)
    switch (option) {
    case 'c': options.connections = atoi(optarg); break;
    case 'd': options.depth = atoi(optarg); break;
    case 's': options.size = atoi(optarg); break;
    case 'p': options.server = atoi(optarg); break;
    case 'f': options.framed = 1; break;
    case 'u': options.datagrams = 1; break;
    case 'k': options.churn = 1; break;
    default: exit(64);
    }
  int single = options.datagrams || options.churn;
  if (optind != argc - 1 || options.connections < 1 || options.size < 1 || options.size > LARGEST || options.depth < 1 ||
      options.depth > (single ? 1 : UNITS) || (options.datagrams && options.churn))
    die("usage: load [-c connections] [-d in flight, to %d] [-s bytes, to %d] [-f] [-u | -k, both without -d] [-p pid] "
        "host:port | path", UNITS, LARGEST);
  options.where = argv[optind];
}

int main(int argc, char **argv) {
  parse(argc, argv);
  raise_descriptors(options.connections + 64);
  epoll = check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  server = parse_address(options.where);
  make_requests();
  connect_all();
  take_turns();
  return 0;
}
