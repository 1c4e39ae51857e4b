package dev.sockeye.packet;

import dev.sockeye.EndpointPair;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SocketSpec;
import dev.sockeye.posix.BpfFilter;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageForm;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How packet sockets are made: on the loopback interface, each with an ethertype of its own that
 * nobody else uses, by which a frame reaches it alone.
 */
final class PacketFixtures {

  /** Not assigned, and none that tshark has a dissector for ({@code tshark -G decodes}). */
  private static final int FIRST_ETHERTYPE = 0xd300;

  private static final int LAST_ETHERTYPE = 0xe4ff;
  private static final int ARPHRD_LOOPBACK = 772;

  /** The loopback's MTU, as Linux has it since 3.10. */
  static final int MTU = 65_536;

  private static final AtomicInteger LAST = new AtomicInteger(FIRST_ETHERTYPE);

  private PacketFixtures() {}

  static int lo() {
    try {
      return NetworkInterface.getByName("lo").getIndex();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Protocol freeProtocol() {
    int number = LAST.updateAndGet(n -> n == LAST_ETHERTYPE ? FIRST_ETHERTYPE : n + 1);
    return new Protocol("free", number);
  }

  static MessageFixture raw() {
    return new OnLoopback(Packet.RAW, "packet", MTU + EthernetHeader.LENGTH, new Frame()).with();
  }

  static MessageFixture dgram() {
    return new OnLoopback(Packet.DGRAM, "packet+dgram", MTU, MessageForm.FREE)
        .with()
        .without(Capability.EMPTY_MESSAGES, "Linux gives nobody a frame of which nothing is left");
  }

  private static final class OnLoopback extends MessageFixture {
    private final Map<MessageEndpoint, SocketAddress> targets =
        Collections.synchronizedMap(new WeakHashMap<>());

    OnLoopback(SocketSpec<MessageEndpoint> spec, String scheme, int largest, MessageForm form) {
      super(
          Network.system(),
          spec,
          scheme,
          () -> PacketAddress.of(freeProtocol(), lo()),
          largest,
          form);
    }

    MessageFixture with() {
      return withOption(Packet.PROTOCOL, freeProtocol())
          .withOption(Packet.SO_ATTACH_FILTER, BpfFilter.parse("1,6 0 0 262144"))
          .withOption(
              Packet.PACKET_ADD_MEMBERSHIP,
              PacketMembership.multicast(new byte[] {1, 0, 0x5e, 0, 0, (byte) 0xfb}))
          .withOption(
              Packet.PACKET_FANOUT,
              new PacketFanout(freeProtocol().number(), PacketFanout.Mode.HASH))
          .withoutSetting("PACKET_STATISTICS", "the system counts")
          .withoutSetting("PACKET_DROP_MEMBERSHIP", "it undoes another")
          .withoutSetting("SO_LOCK_FILTER", "it cannot be unset")
          .without(Capability.CONNECT, "a packet socket has no peer")
          .without(Capability.PAIRS, "a packet socket has no peer")
          .without(Capability.SENDERS, "a frame tells what interface it came from")
          .without(Capability.RETURNABLE, "a frame has the ethertype of its receiver")
          .without(Capability.AUTOBIND, "a packet socket receives nothing until it is bound")
          .without(Capability.EXCLUSIVE_ADDRESSES, "all who ask for a frame get it")
          .without(Capability.UNREACHABLE, "nobody answers a frame that nobody asks for");
    }

    @Override
    public EndpointPair<MessageEndpoint> pair() throws IOException {
      EndpointPair<MessageEndpoint> pair = super.pair();
      targets.put(pair.first(), pair.second().getLocalAddress());
      targets.put(pair.second(), pair.first().getLocalAddress());
      return pair;
    }

    @Override
    public SocketAddress target(MessageEndpoint endpoint) {
      return targets.get(endpoint);
    }

    @Override
    public SocketAddress unboundSender() {
      return new PacketAddress(LAST.get(), lo(), ARPHRD_LOOPBACK, PacketAddress.HOST, new byte[6]);
    }
  }

  /** With the header of Ethernet, whose ethertype is the receiver's. */
  private static final class Frame implements MessageForm {
    @Override
    public int header() {
      return EthernetHeader.LENGTH;
    }

    @Override
    public byte[] wrap(byte[] text, SocketAddress to) {
      int ethertype = to == null ? LAST_ETHERTYPE + 1 : ((PacketAddress) to).protocol();
      ByteBuffer frame = ByteBuffer.allocate(header() + text.length);
      return EthernetHeader.put(frame, 0, 0, ethertype).put(text).array();
    }

    @Override
    public byte[] unwrap(byte[] received) {
      EthernetHeader header = new EthernetHeader().of(ByteBuffer.wrap(received));
      if (header.destination() != 0 || header.source() != 0) {
        throw new AssertionError("another's frame: " + header);
      }
      return Arrays.copyOfRange(received, header.payload(), received.length);
    }
  }
}
