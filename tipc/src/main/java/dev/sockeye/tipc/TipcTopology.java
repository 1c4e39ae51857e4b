package dev.sockeye.tipc;

import dev.sockeye.EndpointOptions;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who is there: a connection to the topology server of this node, which tells as services come and
 * go in the cluster. One thread may wait for events while others subscribe.
 *
 * <pre>{@code
 * try (TipcTopology topology = TipcTopology.connect(Network.system())) {
 *   topology.subscribe(new TipcSubscription(new TipcAddress.Range(1000, 0, 99)));
 *   TipcEvent event = topology.next(); // PUBLISHED, once somebody is bound to 1000:5
 * }
 * }</pre>
 */
public final class TipcTopology implements Closeable {

  /** The server: {@code TIPC_TOP_SRV}, instance {@code TIPC_TOP_SRV}. */
  public static final TipcAddress.Service SERVER = new TipcAddress.Service(1, 1);

  private final MessageEndpoint endpoint;
  private final ByteBuffer request = ByteBuffer.allocateDirect(TipcSubscription.SIZE);
  private final ByteBuffer event = ByteBuffer.allocateDirect(TipcEvent.SIZE);
  private final Lock sending = new ReentrantLock(); // guards request
  private final Lock receiving = new ReentrantLock(); // guards event

  private TipcTopology(MessageEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Connects to the server, {@code connect(2)} to {@link #SERVER}.
   *
   * @param network has the sockets of TIPC
   * @return the connection
   * @throws UnsupportedOperationException if the network has no TIPC
   * @throws IOException if the system refuses
   */
  public static TipcTopology connect(Network network) throws IOException {
    MessageEndpoint endpoint = network.socket(Tipc.SEQPACKET);
    try {
      endpoint.connect(SERVER);
      return new TipcTopology(endpoint);
    } catch (IOException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  /**
   * Asks to be told; of what is there already at once.
   *
   * @param subscription of what
   * @throws IOException if it cannot be sent
   */
  public void subscribe(TipcSubscription subscription) throws IOException {
    sending.lock();
    try {
      subscription.write(request.clear());
      endpoint.send(request.flip());
    } finally {
      sending.unlock();
    }
  }

  /**
   * Ends a subscription. Events that are on their way still come.
   *
   * @param subscription as it was made
   * @throws IOException if it cannot be sent
   */
  public void cancel(TipcSubscription subscription) throws IOException {
    sending.lock();
    try {
      subscription.writeCancel(request.clear());
      endpoint.send(request.flip());
    } finally {
      sending.unlock();
    }
  }

  /**
   * Waits for an event, {@code recv(2)}.
   *
   * @return the event
   * @throws java.net.SocketTimeoutException if none came {@linkplain #timeout in time}
   * @throws java.nio.channels.AsynchronousCloseException if this is closed meanwhile
   * @throws IOException if the server broke the connection off, as when it refuses a subscription
   */
  public TipcEvent next() throws IOException {
    receiving.lock();
    try {
      if (endpoint.receive(event.clear()) < 0) {
        throw new EOFException("the topology server ended the connection");
      }
      return TipcEvent.read(event.flip());
    } finally {
      receiving.unlock();
    }
  }

  /**
   * Sets how long {@link #next} waits, {@code SO_RCVTIMEO}.
   *
   * @param timeout how long, zero for ever
   * @return this
   * @throws IOException if this is closed
   */
  public TipcTopology timeout(Duration timeout) throws IOException {
    endpoint.setOption(EndpointOptions.SO_RCVTIMEO, timeout);
    return this;
  }

  /** Ends the connection and all subscriptions. */
  @Override
  public void close() throws IOException {
    endpoint.close();
  }
}
