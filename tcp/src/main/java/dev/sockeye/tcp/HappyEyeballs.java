package dev.sockeye.tcp;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Poller;
import dev.sockeye.SocketOptions;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Connects to whichever of a name's addresses answers first, RFC 8305: the addresses by turns of
 * IPv6 and IPv4, a further attempt every 250 ms or as soon as one has failed, all at once under way
 * until one succeeds. One thread, no more than one socket for each address.
 *
 * @param <E> the shape of the endpoint
 */
final class HappyEyeballs<E extends Endpoint> {

  /** The "Connection Attempt Delay", RFC 8305 section 5. */
  private static final long ATTEMPT_DELAY_NANOS = Duration.ofMillis(250).toNanos();

  private final EndpointUri uri;
  private final Opener<E> opener;

  private final Map<E, InetSocketAddress> pending = new LinkedHashMap<>();
  private final List<IOException> failures = new ArrayList<>();
  private E winner;

  /** Opens a socket with the options that were asked for. */
  @FunctionalInterface
  interface Opener<E> {
    E open() throws IOException;
  }

  HappyEyeballs(EndpointUri uri, Opener<E> opener) {
    this.uri = uri;
    this.opener = opener;
  }

  /**
   * Connects.
   *
   * @param addresses at least one, in the resolver's order of preference (RFC 6724)
   * @return the connected endpoint, in blocking mode
   * @throws IOException what the first attempt failed with, if all did; the others' as suppressed
   */
  E connect(List<InetSocketAddress> addresses) throws IOException {
    if (addresses.size() == 1) {
      return connectPlainly(addresses.get(0));
    }
    try (Poller poller = Poller.open()) {
      race(poller, new ArrayDeque<>(interleave(addresses)));
    } finally {
      for (E loser : pending.keySet()) {
        loser.close();
      }
    }
    if (winner != null) {
      winner.configureBlocking(true);
      return winner;
    }
    throw firstFailure();
  }

  private E connectPlainly(InetSocketAddress address) throws IOException {
    E endpoint = opener.open();
    try {
      endpoint.connect(address);
      return endpoint;
    } catch (IOException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  private void race(Poller poller, Queue<InetSocketAddress> untried) throws IOException {
    long deadline = Deadline.NEVER;
    while (winner == null && !(untried.isEmpty() && pending.isEmpty())) {
      int failed = failures.size();
      if (!untried.isEmpty()) {
        E begun = attempt(poller, untried.remove());
        if (deadline == Deadline.NEVER && begun != null) {
          deadline = Deadline.after(begun.getOption(SocketOptions.SO_SNDTIMEO).toNanos());
        }
      }
      long next = untried.isEmpty() ? Deadline.NEVER : Deadline.after(ATTEMPT_DELAY_NANOS);
      while (winner == null && !pending.isEmpty() && failures.size() == failed) {
        long until = Math.min(Deadline.remaining(deadline), Deadline.remaining(next));
        if (Deadline.remaining(deadline) <= 0) {
          throw new SocketTimeoutException("connect tcp " + uri.withoutOptions() + ": timed out");
        } else if (until <= 0) {
          break;
        }
        poller.poll(
            until == Deadline.NEVER ? Duration.ZERO : Duration.ofNanos(until), this::finish);
        if (winner == null && Thread.currentThread().isInterrupted()) {
          throw new ClosedByInterruptException();
        }
      }
    }
  }

  private E attempt(Poller poller, InetSocketAddress address) throws IOException {
    E endpoint = opener.open();
    try {
      endpoint.configureBlocking(false);
      if (endpoint.connect(address)) {
        winner = endpoint;
      } else {
        poller.register(endpoint, SelectionKey.OP_CONNECT, endpoint);
        pending.put(endpoint, address);
      }
      return endpoint;
    } catch (IOException e) {
      endpoint.close();
      failures.add(e);
      return null;
    } catch (RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  @SuppressWarnings("unchecked") // attempt() attached the endpoint
  private void finish(Poller.Registration ready) {
    E endpoint = (E) ready.attachment();
    try {
      if (winner == null && endpoint.finishConnect()) {
        ready.cancel();
        pending.remove(endpoint);
        winner = endpoint;
      }
    } catch (IOException e) {
      pending.remove(endpoint);
      failures.add(e);
    }
  }

  /** RFC 8305 section 4: the families by turns, beginning with that of the first address. */
  static List<InetSocketAddress> interleave(List<InetSocketAddress> addresses) {
    boolean first = isV6(addresses.get(0));
    Queue<InetSocketAddress> preferred = new ArrayDeque<>();
    Queue<InetSocketAddress> other = new ArrayDeque<>();
    addresses.forEach(address -> (isV6(address) == first ? preferred : other).add(address));
    List<InetSocketAddress> mixed = new ArrayList<>(addresses.size());
    while (!preferred.isEmpty() || !other.isEmpty()) {
      if (!preferred.isEmpty()) {
        mixed.add(preferred.remove());
      }
      if (!other.isEmpty()) {
        mixed.add(other.remove());
      }
    }
    return mixed;
  }

  private static boolean isV6(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address;
  }

  private IOException firstFailure() {
    IOException first = failures.get(0);
    failures.stream().skip(1).forEach(first::addSuppressed);
    return first;
  }
}
