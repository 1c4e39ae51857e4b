package dev.sockeye.memory;

import dev.sockeye.Network;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.network.ForwardingNetwork;
import dev.sockeye.network.TransportNetwork;
import dev.sockeye.spi.InMemory;
import dev.sockeye.spi.Transport;
import java.io.Closeable;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;

/**
 * A network in memory: code under test that takes a {@link Network} is given this one, and meets
 * sockets that behave like the real ones, while none of the machine's is touched.
 *
 * <pre>{@code
 * EndpointUri where = EndpointUri.valueOf("tcp://db.internal:5432");
 * try (MemoryNetwork network = MemoryNetwork.create();
 *     Listener<StreamEndpoint> database = network.listenStream(where);
 *     StreamEndpoint client = network.connectStream(where);
 *     StreamEndpoint server = database.accept()) {
 *   Streams.writeFully(client, ByteBuffer.wrap(query));
 *   // ...
 * }
 * }</pre>
 *
 * <p>All of Sockeye's schemes are there, and {@code memory:name} for a stream that is like no other
 * protocol's. The sockets of one network do not see those of another; there is no global one.
 *
 * <p><b>Addresses.</b> Every IP address and every host name belongs to this network, and nothing is
 * looked up: what listens at {@code tcp://db.internal:5432} is reached there, by that name alone. A
 * listener without a host, {@code tcp://:5432}, answers for every host on whose port no other
 * listens. {@code localhost} is {@code 127.0.0.1} or {@code ::1}. A UNIX path is a name too, and no
 * file.
 *
 * <p><b>Limits.</b> Options are stored and read back; of these only the timeouts, the buffer sizes,
 * {@code SO_LINGER}, the backlog, {@code ALLOW_UID}, those of multicast, UDP-Lite's coverage, and,
 * over UDP, {@code SO_REUSEADDR} and {@code SO_REUSEPORT} have an effect.
 *
 * <p><b>UDP.</b> Where the module {@code dev.sockeye.udp} is present, endpoints join groups. All of
 * the network is one host, with one network between its interfaces: what is sent to a group reaches
 * its members whatever the TTL and the interface, and nobody if {@code IP_MULTICAST_LOOP} is off.
 *
 * <p><b>UDP-Lite.</b> Nothing is damaged here, and a checksum covers what it covers all the same:
 * who asks for more than a datagram has does not get it.
 *
 * <p><b>UNIX domain.</b> Where the module {@code dev.sockeye.unix} is present, its abstract names
 * and its options work: every peer is this process, and its user's numbers are those that the
 * system has, {@code null} where it has none. Messages carry the system's descriptors, of files for
 * instance, and so do streams, each of which is an {@link dev.sockeye.AncillaryStream}; a socket in
 * memory has no descriptor. What is to be received can be {@linkplain dev.sockeye.Peekable looked
 * at}. Without the module URIs work, the values of its options are checked, and an abstract name is
 * a {@link MemoryAddress}.
 *
 * <p><b>SCTP.</b> Where the module {@code dev.sockeye.sctp} is present, {@code sctp} and {@code
 * sctp+seqpacket} have all that it describes: streams, unordered messages, events, associations
 * that are peeled off, several addresses, and paths that {@linkplain
 * dev.sockeye.faults.FaultPlanBuilder#cutPath fail}. The system needs no SCTP for it. Without the
 * module they have what all messages have in common.
 *
 * <p><b>vsock.</b> Where the module {@code dev.sockeye.vsock} is present, and only then, {@code
 * vsock} and {@code vsock+seqpacket} are there. Every CID belongs to this network; the system needs
 * neither a virtual machine nor {@code vsock_loopback}.
 *
 * <p><b>TIPC.</b> Where the module {@code dev.sockeye.tipc} is present, and only then, its four
 * schemes are there: services, ranges and numbers, several sockets that share a service, what comes
 * back, groups, the topology server, and a node, 0, that is alone. The system needs no TIPC for it.
 * Options are kept, but for {@code TIPC_DEST_DROPPABLE} without an effect.
 *
 * <p><b>CAN.</b> Where the module {@code dev.sockeye.can} is present, {@code can} is there: every
 * name of an interface is a bus, and all sockets on it hear what one of them sends, as their
 * filters let them. {@code can+bcm} sends in cycles by this network's {@linkplain Builder#time
 * time}, and receives by content. {@code can+j1939} sends between the addresses of a bus, messages
 * of any length at once, and does not tell of one that nobody takes.
 *
 * <p><b>Raw, ping, packet and netlink</b> sockets have the kernel or a network at their other end:
 * where their modules are present, they open if a test gives them a {@link ScriptedPeer} with
 * {@link Builder#peer}, and need no privilege.
 *
 * <p><b>Other transports</b> are here too where an {@link InMemory} brings them. Their sockets are
 * theirs: this network neither counts nor closes them.
 */
public final class MemoryNetwork extends ForwardingNetwork implements Closeable {

  private final Kernel kernel;

  private MemoryNetwork(Kernel kernel, Map<Kind, ScriptedPeer> peers) {
    super(new TransportNetwork(transports(kernel, peers)));
    this.kernel = kernel;
  }

  private static List<Transport> transports(Kernel kernel, Map<Kind, ScriptedPeer> peers) {
    List<Transport> transports = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      switch (kind) {
        case SCTP_ONE_TO_ONE -> transports.addAll(SctpModule.transports(kernel)); // for both kinds
        case SCTP_ONE_TO_MANY, CAN_BCM, CAN_J1939 -> {}
        case RAW, PING, NETLINK, PACKET, CAN ->
            Descriptions.of(kind.transport())
                .map(real -> new DescribedTransport(kernel, kind, real, peers.get(kind)))
                .ifPresent(transports::add);
        default -> {
          if (kind.isPresent()) {
            transports.add(new MemoryTransport(kernel, kind));
          }
        }
      }
    }
    for (InMemory other : ServiceLoader.load(InMemory.class, InMemory.class.getClassLoader())) {
      transports.add(other.inMemory());
    }
    return transports;
  }

  /**
   * Creates a network in which nothing goes wrong, with the clock of the system.
   *
   * @return the network
   */
  public static MemoryNetwork create() {
    return builder().build();
  }

  /**
   * Begins a network.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * How many endpoints and listeners are open, those waiting to be accepted included. A test that
   * ends with 0 knows that nothing was leaked.
   *
   * @return how many
   */
  public int openSockets() {
    return kernel.openSockets();
  }

  /**
   * The number that a network interface has here, in the addresses of {@code packet} and {@code
   * can}: the host's own if it has one of that name, and else one that no host gives.
   *
   * @param name the interface's name, such as {@code vcan0}
   * @return its index, always the same in this network
   */
  public int interfaceIndex(String name) {
    return kernel.interfaces().index(Objects.requireNonNull(name, "name"));
  }

  /**
   * Changes what goes wrong, at once and for what is connected too. All that plans count, bytes,
   * connects and the draws of their seeds, begins anew. What is under way arrives as it was to
   * arrive, and what broke stays broken.
   *
   * @param plans what goes wrong from now on, and nothing else; where several are for the same
   *     address, the first holds
   */
  public void faults(FaultPlan... plans) {
    kernel.faults(List.of(plans));
  }

  /**
   * Lets nothing get from one host to another, nor back, until {@link #heal}, as if a cable were
   * cut between them: connects go unanswered, datagrams get lost, and what is written over a
   * connection waits, its end too, while nobody is told. Endpoints that were not bound are at the
   * network's {@linkplain Builder#localAddress own address}. Only Internet addresses have hosts.
   *
   * @param one a host as in URIs, {@code db.internal}, or an address, {@code 127.0.0.1}
   * @param other another
   */
  public void partition(String one, String other) {
    kernel.partition(one, other);
  }

  /** Ends all partitions: what waited arrives, and connects that went unanswered are answered. */
  public void heal() {
    kernel.heal();
  }

  /** Closes all sockets of this network. Opening another fails from now on. */
  @Override
  public void close() {
    kernel.close();
  }

  /** Makes a {@link MemoryNetwork}. */
  public static final class Builder {

    private final List<FaultPlan> plans = new ArrayList<>();
    private final Map<Kind, ScriptedPeer> peers = new EnumMap<>(Kind.class);
    private MemoryTime time = MemoryTime.system();
    private int bufferSize;
    private InetAddress localAddress = PortTable.LOOPBACK4;

    private Builder() {}

    /**
     * Adds what is to go wrong. Where several plans are for the same address, the first holds.
     *
     * @param plan the plan
     * @return this
     */
    public Builder faults(FaultPlan plan) {
      plans.add(Objects.requireNonNull(plan, "plan"));
      return this;
    }

    /**
     * Says who is at the other end of sockets that have the kernel or a whole network there. They
     * can be opened only where a test says it.
     *
     * @param scheme {@code raw}, {@code ping}, {@code packet} or {@code netlink}: for all sockets
     *     of that module, {@code raw6}, {@code packet+dgram} and {@code route} too
     * @param peer answers them
     * @return this
     * @throws IllegalArgumentException if it is another scheme
     */
    public Builder peer(String scheme, ScriptedPeer peer) {
      peers.put(Kind.scripted(scheme), Objects.requireNonNull(peer, "peer"));
      return this;
    }

    /**
     * Sets the clock.
     *
     * @param clock the system's unless set
     * @return this
     */
    public Builder time(MemoryTime clock) {
      time = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Sets what {@code SO_SNDBUF} and {@code SO_RCVBUF} are to begin with. A connection holds both
     * before its writer waits.
     *
     * @param bytes unless set 64 KiB for streams and 208 KiB for messages, as on Linux
     * @return this
     */
    public Builder bufferSize(int bytes) {
      if (bytes <= 0) {
        throw new IllegalArgumentException("a buffer has at least one byte: " + bytes);
      }
      bufferSize = bytes;
      return this;
    }

    /**
     * Sets this host's own IP address: what peers see of an endpoint that was not bound to one.
     *
     * @param address {@code 127.0.0.1} unless set
     * @return this
     */
    public Builder localAddress(InetAddress address) {
      localAddress = Objects.requireNonNull(address, "address");
      return this;
    }

    /**
     * Makes the network.
     *
     * @return the network
     */
    public MemoryNetwork build() {
      return new MemoryNetwork(new Kernel(time, plans, bufferSize, localAddress), peers);
    }
  }
}
