package dev.sockeye.netlink;

import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks the kernel for this host's links, addresses, routes and neighbours, and hears how they
 * change: {@code rtnetlink(7)} over an endpoint of {@link Netlink#ROUTE}. Anybody may ask and hear,
 * of the network namespace that the endpoint was opened in; to change needs {@code CAP_NET_ADMIN}.
 *
 * <pre>{@code
 * try (Rtnetlink host = Rtnetlink.open(network, NetlinkGroups.IPV4_IFADDR)) {
 *   host.addresses().forEach(System.out::println);
 *   while (true) {
 *     System.out.println(host.nextChange());
 *   }
 * }
 * }</pre>
 *
 * <p>Join first and list then, as here: no change is missed between the two. Changes that come
 * while an answer is awaited are kept for {@link #nextChange}. After {@link
 * NetlinkOverrunException}, which any method may throw, list again. A request that times out leaves
 * its answer behind, which the next one passes over.
 *
 * <p>The endpoint blocks. Methods may be called by several threads, one at a time: who waits in
 * {@code nextChange} lets nobody ask, but for {@link #close}. Messages of others than the kernel
 * are not looked at.
 */
public final class Rtnetlink implements Closeable {

  private static final int RTM_NEWLINK = 16;
  private static final int RTM_DELLINK = 17;
  private static final int RTM_GETLINK = 18;
  private static final int RTM_NEWADDR = 20;
  private static final int RTM_DELADDR = 21;
  private static final int RTM_GETADDR = 22;
  private static final int RTM_NEWROUTE = 24;
  private static final int RTM_DELROUTE = 25;
  private static final int RTM_GETROUTE = 26;
  private static final int RTM_NEWNEIGH = 28;
  private static final int RTM_DELNEIGH = 29;
  private static final int RTM_GETNEIGH = 30;

  /** How often a dump is repeated that changed while it was read. */
  private static final int TRIES = 10;

  private final MessageEndpoint endpoint;

  // Guarded by this.
  private final Message received = Message.allocate(Netlink.RECEIVE_SIZE);
  private final ByteBuffer request = ByteBuffer.allocateDirect(4096);
  private final NetlinkWriter writer = new NetlinkWriter();
  private final NetlinkReader reader = new NetlinkReader();
  private final ArrayDeque<Change> changes = new ArrayDeque<>();
  private int sequence;
  private boolean interrupted; // whether a part of the dump says that it changed meanwhile

  /**
   * Asks over an endpoint, which is not configured but for {@link Netlink#NETLINK_EXT_ACK}.
   *
   * @param endpoint of {@link Netlink#ROUTE}, in blocking mode; this owns it
   * @throws IOException if it is closed
   */
  public Rtnetlink(MessageEndpoint endpoint) throws IOException {
    this.endpoint = endpoint;
    if (endpoint.supportedOptions().contains(Netlink.NETLINK_EXT_ACK)) {
      endpoint.setOption(Netlink.NETLINK_EXT_ACK, true);
    }
  }

  /**
   * Opens an endpoint to the kernel, in groups.
   *
   * @param network opens it
   * @param groups whose changes are to be told
   * @return over that
   * @throws IOException if the system refuses
   */
  public static Rtnetlink open(Network network, NetlinkGroups groups) throws IOException {
    MessageEndpoint endpoint = network.connectMessages(EndpointUri.valueOf("route:"));
    try {
      endpoint.setOption(Netlink.GROUPS, groups);
      return new Rtnetlink(endpoint);
    } catch (IOException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  /**
   * The endpoint, for its options such as {@link dev.sockeye.EndpointOptions#SO_RCVTIMEO}.
   *
   * @return the endpoint
   */
  public MessageEndpoint endpoint() {
    return endpoint;
  }

  /**
   * Lists the network interfaces, {@code RTM_GETLINK}.
   *
   * @return them all
   * @throws NetlinkException if the kernel refuses
   * @throws IOException as the endpoint's calls throw
   */
  public List<Link> links() throws IOException {
    return dump("RTM_GETLINK", RTM_GETLINK, Link.SIZE, Link.class);
  }

  /**
   * Lists the addresses of all interfaces, {@code RTM_GETADDR}.
   *
   * @return them all, IPv4 and IPv6
   * @throws NetlinkException if the kernel refuses
   * @throws IOException as the endpoint's calls throw
   */
  public List<Address> addresses() throws IOException {
    return dump("RTM_GETADDR", RTM_GETADDR, Address.SIZE, Address.class);
  }

  /**
   * Lists the routes of all tables, {@code RTM_GETROUTE}.
   *
   * @return them all, IPv4 and IPv6
   * @throws NetlinkException if the kernel refuses
   * @throws IOException as the endpoint's calls throw
   */
  public List<Route> routes() throws IOException {
    return dump("RTM_GETROUTE", RTM_GETROUTE, Route.SIZE, Route.class);
  }

  /**
   * Lists the neighbours of all interfaces, {@code RTM_GETNEIGH}.
   *
   * @return them all, IPv4 and IPv6
   * @throws NetlinkException if the kernel refuses
   * @throws IOException as the endpoint's calls throw
   */
  public List<Neighbour> neighbours() throws IOException {
    return dump("RTM_GETNEIGH", RTM_GETNEIGH, Neighbour.SIZE, Neighbour.class);
  }

  /**
   * Gives an interface an address, {@code RTM_NEWADDR}.
   *
   * @param address the address
   * @throws NetlinkException if the kernel refuses: EEXIST if it is there already, EPERM without
   *     the privilege, ENODEV without the interface
   * @throws IOException as the endpoint's calls throw
   */
  public synchronized void add(Address address) throws IOException {
    begin(RTM_NEWADDR, NetlinkWriter.NLM_F_CREATE | NetlinkWriter.NLM_F_EXCL);
    address.write(writer);
    execute("RTM_NEWADDR " + address.address().getHostAddress());
  }

  /**
   * Takes an address from an interface, {@code RTM_DELADDR}.
   *
   * @param address the address
   * @throws NetlinkException if the kernel refuses: EADDRNOTAVAIL if it is not there
   * @throws IOException as the endpoint's calls throw
   */
  public synchronized void remove(Address address) throws IOException {
    begin(RTM_DELADDR, 0);
    address.write(writer);
    execute("RTM_DELADDR " + address.address().getHostAddress());
  }

  /**
   * Sets an interface up or down, {@code RTM_NEWLINK}.
   *
   * @param index its number
   * @param up whether up
   * @throws NetlinkException if the kernel refuses
   * @throws IOException as the endpoint's calls throw
   */
  public synchronized void setUp(int index, boolean up) throws IOException {
    begin(RTM_NEWLINK, 0);
    writer.putInt(0).putInt(index).putInt(up ? Link.IFF_UP : 0).putInt(Link.IFF_UP);
    execute("RTM_NEWLINK " + index);
  }

  /**
   * Asks for something that is answered by how it went, {@code NLM_F_ACK}.
   *
   * @param name what, for the exception's message
   * @param type the request's type
   * @param flags bits {@code NLM_F_}; that it is a request, and to be answered, is added
   * @param body writes all that follows the header
   * @throws NetlinkException if the kernel refuses
   * @throws IOException as the endpoint's calls throw
   */
  public synchronized void request(String name, int type, int flags, Consumer<NetlinkWriter> body)
      throws IOException {
    begin(type, flags);
    body.accept(writer);
    execute(name);
  }

  private void begin(int type, int flags) {
    writer.of(request.clear()).begin(type, flags | NetlinkWriter.NLM_F_ACK, ++sequence);
  }

  private void execute(String name) throws IOException {
    send();
    while (!readAnswer(name, answer -> {})) {}
  }

  private void send() throws IOException {
    writer.end();
    if (endpoint.sendTo(request.flip(), NetlinkAddress.KERNEL) < 0) {
      throw new IllegalBlockingModeException();
    }
  }

  private synchronized <T> List<T> dump(String name, int type, int size, Class<T> kind)
      throws IOException {
    for (int i = 0; i < TRIES; i++) {
      List<T> objects = new ArrayList<>();
      writer.of(request.clear()).begin(type, NetlinkWriter.NLM_F_DUMP, ++sequence).zeros(size);
      send();
      interrupted = false;
      while (!readAnswer(name, object -> objects.add(kind.cast(object)))) {}
      if (!interrupted) {
        return objects;
      }
    }
    throw new IOException(name + ": it changed each of " + TRIES + " times while it was read");
  }

  /**
   * Waits for the next change; of those of the endpoint's groups.
   *
   * @return the change
   * @throws java.net.SocketTimeoutException if none comes in time
   * @throws NetlinkOverrunException if some were lost
   * @throws IOException as the endpoint's calls throw
   */
  public synchronized Change nextChange() throws IOException {
    while (changes.isEmpty()) {
      receive();
      if (isEvent()) {
        keepChanges();
      } // else an answer to a request that was given up
    }
    return changes.remove();
  }

  /** Reads a datagram; tells whether the answer to the last request ends with it. */
  private boolean readAnswer(String name, Consumer<NetworkObject> answers) throws IOException {
    receive();
    if (isEvent()) {
      keepChanges();
      return false;
    }
    boolean ended = false;
    for (reader.of(received.payload()); reader.next(); ) {
      if (reader.sequence() == sequence) {
        interrupted |= (reader.flags() & NetlinkReader.NLM_F_DUMP_INTR) != 0;
        ended |= reader.endsWell(name);
        read(reader).ifPresent(answer -> answers.accept(answer.object()));
      }
    }
    return ended;
  }

  private void keepChanges() throws IOException {
    for (reader.of(received.payload()); reader.next(); ) {
      read(reader).ifPresent(changes::add);
    }
  }

  /** An event has the sequence number of the request that caused it, and went to a group. */
  private boolean isEvent() {
    return ((NetlinkAddress) received.peer()).groups() != 0;
  }

  private void receive() throws IOException {
    do {
      received.clear();
      int n = endpoint.receiveMessage(received);
      if (n == MessageEndpoint.WOULD_BLOCK) {
        throw new IllegalBlockingModeException();
      } else if (n == MessageEndpoint.END_OF_INPUT) {
        throw new EOFException("the kernel sends no more");
      }
    } while (!isKernel());
    if (received.isTruncated()) {
      throw new ProtocolException("a netlink datagram was longer than " + Netlink.RECEIVE_SIZE);
    }
    received.payload().flip();
  }

  private boolean isKernel() {
    return received.peer() instanceof NetlinkAddress sender && sender.pid() == 0;
  }

  /**
   * Reads what a message of {@code rtnetlink(7)} tells.
   *
   * @param message before the one to be read, such as after {@link NetlinkReader#next}
   * @return the change; empty for a message that is about something else
   * @throws ProtocolException if it has not its form
   */
  public static Optional<Change> read(NetlinkReader message) throws ProtocolException {
    return switch (message.type()) {
      case RTM_NEWLINK, RTM_DELLINK -> change(message.type() == RTM_DELLINK, Link.read(message));
      case RTM_NEWADDR, RTM_DELADDR -> change(message.type() == RTM_DELADDR, Address.read(message));
      case RTM_NEWROUTE, RTM_DELROUTE ->
          change(message.type() == RTM_DELROUTE, Route.read(message));
      case RTM_NEWNEIGH, RTM_DELNEIGH ->
          change(message.type() == RTM_DELNEIGH, Neighbour.read(message));
      default -> Optional.empty();
    };
  }

  private static Optional<Change> change(boolean removed, NetworkObject object) {
    return Optional.of(new Change(removed, object));
  }

  /** Closes the endpoint, which ends calls that wait. */
  @Override
  public void close() throws IOException {
    endpoint.close();
  }
}
