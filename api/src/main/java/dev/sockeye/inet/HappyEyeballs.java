package dev.sockeye.inet;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Poller;
import dev.sockeye.spi.Deadline;
import dev.sockeye.spi.SocketFailure;
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
 * Connects to whichever of several addresses answers first, RFC 8305: the addresses by turns of
 * IPv6 and IPv4, a further attempt every 250 ms or as soon as one has failed, all at once under way
 * until one succeeds. One thread, no more than one socket for each address. For use by one thread,
 * once.
 *
 * @param <E> the shape of the endpoint
 */
public final class HappyEyeballs<E extends Endpoint> {

  /** The "Connection Attempt Delay" and its least value, RFC 8305 section 5. */
  private static final long DELAY_NANOS = Duration.ofMillis(250).toNanos();

  private static final long LEAST_DELAY_NANOS = Duration.ofMillis(10).toNanos();

  private final String transport;
  private final EndpointUri uri;
  private final Opener<E> opener;

  private final Map<E, InetSocketAddress> pending = new LinkedHashMap<>();
  private final List<IOException> failures = new ArrayList<>();
  private Poller poller; // opened by the first attempt that is not over at once
  private long deadline;
  private long delay; // 0 until the first attempt has begun
  private E winner;

  /**
   * Opens a socket with the options that were asked for.
   *
   * @param <E> its shape
   */
  @FunctionalInterface
  public interface Opener<E> {
    /**
     * Opens a socket.
     *
     * @return the socket, not connected
     * @throws IOException if it cannot be had
     */
    E open() throws IOException;
  }

  /**
   * Creates a race.
   *
   * @param transport the transport's name, for messages
   * @param uri where to, for messages
   * @param opener opens a socket for each attempt
   */
  public HappyEyeballs(String transport, EndpointUri uri, Opener<E> opener) {
    this.transport = transport;
    this.uri = uri;
    this.opener = opener;
  }

  /**
   * Connects. {@code SO_SNDTIMEO} of the sockets bounds all of it; where that is short, the delay
   * between two attempts is too, so that each address has its turn.
   *
   * @param addresses at least one, in the resolver's order of preference (RFC 6724)
   * @return the connected endpoint, in blocking mode
   * @throws SocketTimeoutException past the timeout; what each attempt came to as suppressed
   * @throws IOException what the first attempt failed with, if all did; the others' as suppressed
   */
  public E connect(List<InetSocketAddress> addresses) throws IOException {
    if (addresses.size() == 1) {
      return connectPlainly(addresses.get(0));
    }
    try {
      race(new ArrayDeque<>(interleave(addresses)));
    } finally {
      leaveTrack();
    }
    if (winner == null) {
      throw told(failures.remove(0));
    }
    winner.configureBlocking(true);
    return winner;
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

  private void leaveTrack() throws IOException {
    for (E loser : pending.keySet()) {
      loser.close();
    }
    if (poller != null) {
      poller.close();
    }
  }

  private void race(Queue<InetSocketAddress> untried) throws IOException {
    while (winner == null && !(untried.isEmpty() && pending.isEmpty())) {
      int failed = failures.size();
      if (!untried.isEmpty()) {
        attempt(untried.remove(), untried.size());
      }
      long next = untried.isEmpty() ? Deadline.NEVER : Deadline.after(delay);
      while (winner == null && !pending.isEmpty() && failures.size() == failed) {
        long until = Math.min(Deadline.remaining(deadline), Deadline.remaining(next));
        if (Deadline.remaining(deadline) <= 0) {
          throw told(timedOut());
        } else if (until <= 0) {
          break;
        }
        await(until);
      }
    }
  }

  private void await(long nanos) throws IOException {
    if (nanos == Deadline.NEVER) {
      poller.poll(this::finish);
    } else {
      poller.poll(Duration.ofNanos(nanos), this::finish);
    }
    if (winner == null && Thread.currentThread().isInterrupted()) {
      throw new ClosedByInterruptException();
    }
  }

  private void attempt(InetSocketAddress address, int othersLeft) throws IOException {
    E endpoint = opener.open();
    try {
      startClock(endpoint, othersLeft);
      endpoint.configureBlocking(false);
      if (endpoint.connect(address)) {
        winner = endpoint;
      } else {
        register(endpoint);
        pending.put(endpoint, address);
      }
    } catch (IOException e) {
      endpoint.close();
      failures.add(e);
    } catch (RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  private void startClock(E first, int othersLeft) throws IOException {
    if (delay == 0) {
      long timeout = Deadline.nanos(first.getOption(EndpointOptions.SO_SNDTIMEO));
      deadline = Deadline.after(timeout);
      long share = timeout == 0 ? DELAY_NANOS : timeout / (othersLeft + 1);
      delay = Math.max(LEAST_DELAY_NANOS, Math.min(DELAY_NANOS, share));
    }
  }

  private void register(E endpoint) throws IOException {
    if (poller == null) {
      poller = Poller.open();
    }
    poller.register(endpoint, SelectionKey.OP_CONNECT, endpoint);
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

  private IOException timedOut() {
    for (InetSocketAddress address : pending.values()) {
      failures.add(
          new SocketTimeoutException(
              SocketFailure.sentence("connect", transport, null, address, "timed out")));
    }
    String all = uri.address().replaceFirst("^//", "");
    return new SocketTimeoutException("connect " + transport + ' ' + all + ": timed out");
  }

  private IOException told(IOException failure) {
    failures.forEach(failure::addSuppressed);
    return failure;
  }
}
