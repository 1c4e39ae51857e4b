package dev.sockeye.packet;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.SocketSpec;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.AddressCodec;
import dev.sockeye.posix.NetworkInterfaces;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code struct sockaddr_ll}, {@code <linux/if_packet.h>}, and addresses of URIs. */
final class PacketCodec implements AddressCodec {

  static final int AF_PACKET = 17;

  private static final int PROTOCOL = 2; // in network order
  private static final int IFINDEX = 4;
  private static final int HATYPE = 8;
  private static final int PKTTYPE = 10;
  private static final int HALEN = 11;
  private static final int ADDR = 12;

  /** {@code sizeof(sll_addr)}; a longer hardware address, as InfiniBand's, goes on behind it. */
  private static final int USUAL_BYTES = 8;

  private static final Pattern ADDRESS =
      Pattern.compile("(?://)?((?<hardware>[0-9a-fA-F:]+)@)?(?<name>[^/]*)(/(?<protocol>[^/]+))?");

  private final boolean makesHeaders;

  /**
   * Creates a codec.
   *
   * @param makesHeaders whether the system makes the header of the link layer, {@code SOCK_DGRAM}
   */
  PacketCodec(boolean makesHeaders) {
    this.makesHeaders = makesHeaders;
  }

  @Override
  public int size() {
    return ADDR + PacketAddress.MOST_BYTES;
  }

  @Override
  public void check(String operation, SocketAddress address) {
    if (address == null) {
      return;
    } else if (!(address instanceof PacketAddress packet)) {
      throw new UnsupportedAddressTypeException();
    } else if (operation.equals("connect")) {
      throw new UnsupportedOperationException(noPeer("a packet socket"));
    } else if (operation.equals("sendto") && makesHeaders && packet.protocol() == 0) {
      throw new IllegalArgumentException(
          packet + " has no protocol, which the header of the frame must have: give its ethertype");
    }
  }

  private static String noPeer(String what) {
    return what + " has no peer to connect to: bind it (bindMessages) and sendTo a PacketAddress";
  }

  @Override
  public int write(SocketAddress address, ByteBuffer into, int at) {
    PacketAddress packet = address == null ? PacketAddress.of(0) : (PacketAddress) address;
    byte[] hardware = packet.hardware();
    int length = ADDR + Math.max(USUAL_BYTES, hardware.length);
    Abi.CURRENT.putFamily(into, at, AF_PACKET, length);
    into.put(at + PROTOCOL, (byte) (packet.protocol() >> 8));
    into.put(at + PROTOCOL + 1, (byte) packet.protocol());
    into.putInt(at + IFINDEX, packet.interfaceIndex());
    into.putShort(at + HATYPE, (short) packet.hardwareType());
    into.put(at + PKTTYPE, (byte) packet.packetType());
    into.put(at + HALEN, (byte) hardware.length);
    into.putLong(at + ADDR, 0);
    into.put(at + ADDR, hardware);
    return length;
  }

  /** A socket that is not bound has neither protocol nor interface. */
  @Override
  public SocketAddress read(ByteBuffer from, int at, int length) {
    if (length < ADDR || Abi.CURRENT.family(from, at) != AF_PACKET) {
      return null;
    }
    int protocol = ((from.get(at + PROTOCOL) & 0xff) << 8) | (from.get(at + PROTOCOL + 1) & 0xff);
    int index = from.getInt(at + IFINDEX);
    if (protocol == 0 && index == 0) {
      return null;
    }
    byte[] hardware =
        new byte[Math.min(from.get(at + HALEN) & 0xff, Math.min(length, size()) - ADDR)];
    from.get(at + ADDR, hardware);
    return new PacketAddress(
        protocol,
        Math.max(0, index), // of an interface that was removed it is -1
        from.getShort(at + HATYPE) & 0xffff,
        from.get(at + PKTTYPE) & 0xff,
        hardware);
  }

  @Override
  public SocketAddress parse(SocketSpec<?> spec, EndpointUri uri, boolean passive)
      throws IOException {
    if (!passive) {
      throw new UnsupportedOperationException(uri + ": " + noPeer(uri.scheme()));
    }
    Matcher matcher = ADDRESS.matcher(uri.decodedAddress());
    if (!matcher.matches()) {
      throw bad(uri, "write " + uri.scheme() + ":INTERFACE, its name or its number", null);
    }
    try {
      String hardware = matcher.group("hardware");
      String protocol = matcher.group("protocol");
      return new PacketAddress(
          protocol == null ? 0 : Protocols.parse(protocol).number(),
          index(uri, matcher.group("name")),
          0,
          PacketAddress.HOST,
          hardware == null ? new byte[0] : HardwareAddresses.parse(hardware));
    } catch (IllegalArgumentException e) {
      throw bad(uri, e.getMessage(), e);
    }
  }

  /** A name goes before a number, which may be the name of another interface. */
  private static int index(EndpointUri uri, String name) throws IOException {
    if (name.isEmpty() || name.equals(PacketAddress.ALL)) {
      return 0;
    } else if (name.matches("#\\d{1,9}")) {
      return Integer.parseInt(name.substring(1)); // a number and no name, which bind checks
    }
    try {
      return NetworkInterfaces.index(name);
    } catch (SocketErrnoException e) {
      if (e.errno() != Errno.ENODEV) {
        throw e;
      } else if (name.matches("[1-9]\\d{0,8}")) {
        return Integer.parseInt(name); // which bind checks
      }
      throw new SocketErrnoException(uri + ": " + e.getMessage(), e.errno());
    }
  }

  private static IllegalArgumentException bad(EndpointUri uri, String why, Exception cause) {
    return new IllegalArgumentException(uri + ": " + why, cause);
  }
}
