package dev.sockeye.packet;

import dev.sockeye.Protocol;
import dev.sockeye.UriAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Objects;

/**
 * The address of a packet socket, {@code struct sockaddr_ll} of {@code packet(7)}: a protocol, an
 * interface, and what the link layer tells of a frame. Immutable; equal when all of it is.
 *
 * <p>To bind takes the protocol and the interface. To send takes the interface, and on {@link
 * Packet#DGRAM} also the protocol and the hardware address that the frame goes to. A frame that was
 * received tells the sender's, and by {@link #packetType} whom it was for.
 */
public final class PacketAddress extends SocketAddress implements UriAddress {

  /** A frame for this host: {@code PACKET_HOST}. */
  public static final int HOST = 0;

  /** A frame for all: {@code PACKET_BROADCAST}. */
  public static final int BROADCAST = 1;

  /** A frame for a group: {@code PACKET_MULTICAST}. */
  public static final int MULTICAST = 2;

  /** A frame for another host, seen in promiscuous mode: {@code PACKET_OTHERHOST}. */
  public static final int OTHERHOST = 3;

  /** A frame that this host sends: {@code PACKET_OUTGOING}. */
  public static final int OUTGOING = 4;

  /** {@code MAX_ADDR_LEN} of the kernel. */
  static final int MOST_BYTES = 32;

  private static final long serialVersionUID = 1L;
  private static final byte[] NONE = {};

  /** All interfaces, as {@code tcpdump} calls them. */
  static final String ALL = "any";

  /** The ethertype, 0 for none. */
  private final int protocol;

  /** The number of the interface, 0 for all. */
  private final int interfaceIndex;

  /** {@code ARPHRD_}. */
  private final int hardwareType;

  /** {@code PACKET_}. */
  private final int packetType;

  /** Never changed, and never {@code null}. */
  private final byte[] hardwareAddress;

  /**
   * Creates an address with all that there is.
   *
   * @param protocol the ethertype, as {@code 0x0800} is written; 0 for none
   * @param interfaceIndex the number of the interface; 0 for all
   * @param hardwareType what the interface is, {@code ARPHRD_} of {@code <linux/if_arp.h>}
   * @param packetType whom a frame is for, from 0 to 255, such as {@link #HOST}
   * @param hardwareAddress the address of the link layer, at most 32 bytes
   * @throws IllegalArgumentException if one of them is out of its range
   */
  public PacketAddress(
      int protocol, int interfaceIndex, int hardwareType, int packetType, byte... hardwareAddress) {
    this.protocol = Protocols.require(protocol);
    this.interfaceIndex = requireIndex(interfaceIndex);
    this.hardwareType = hardwareType & 0xffff;
    this.packetType = packetType & 0xff;
    if (hardwareAddress.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "a hardware address of " + hardwareAddress.length + " bytes: it has at most 32");
    }
    this.hardwareAddress = hardwareAddress.clone();
  }

  /**
   * An address to bind to, or to send whole frames to.
   *
   * @param interfaceIndex the number of the interface, such as that of a {@link
   *     java.net.NetworkInterface}; 0 for all, to bind to
   * @return the address, without a protocol: to bind takes {@link Packet#PROTOCOL}
   */
  public static PacketAddress of(int interfaceIndex) {
    return new PacketAddress(0, interfaceIndex, 0, HOST, NONE);
  }

  /**
   * An address to bind to.
   *
   * @param protocol the protocol
   * @param interfaceIndex the number of the interface; 0 for all
   * @return the address
   */
  public static PacketAddress of(Protocol protocol, int interfaceIndex) {
    return new PacketAddress(protocol.number(), interfaceIndex, 0, HOST, NONE);
  }

  /**
   * An address to send to without a header, {@link Packet#DGRAM}.
   *
   * @param protocol the protocol
   * @param interfaceIndex the number of the interface
   * @param hardwareAddress where the frame goes to, 6 bytes on Ethernet
   * @return the address
   */
  public static PacketAddress of(Protocol protocol, int interfaceIndex, byte... hardwareAddress) {
    return new PacketAddress(protocol.number(), interfaceIndex, 0, HOST, hardwareAddress);
  }

  static int requireIndex(int index) {
    if (index < 0) {
      throw new IllegalArgumentException("an interface is a number from 1 on, 0 for all: " + index);
    }
    return index;
  }

  /**
   * The protocol: the ethertype of a frame, or what stands for all.
   *
   * @return from 0, for none, to 0xffff
   */
  public int protocol() {
    return protocol;
  }

  /**
   * The number of the interface.
   *
   * @return the number; 0 for all
   */
  public int interfaceIndex() {
    return interfaceIndex;
  }

  /**
   * What the interface is, {@code ARPHRD_} of {@code <linux/if_arp.h>}: 1 for Ethernet, 772 for the
   * loopback. Told by the system alone.
   *
   * @return from 0 to 0xffff
   */
  public int hardwareType() {
    return hardwareType;
  }

  /**
   * Whom a received frame is for, such as {@link #HOST}. Told by the system alone.
   *
   * @return from 0 to 255
   */
  public int packetType() {
    return packetType;
  }

  /**
   * The address of the link layer: of a received frame its sender's.
   *
   * @return a copy; empty where there is none
   */
  public byte[] hardwareAddress() {
    return hardwareAddress.clone();
  }

  byte[] hardware() {
    return hardwareAddress;
  }

  PacketAddress withProtocol(int number) {
    return new PacketAddress(number, interfaceIndex, hardwareType, packetType, hardwareAddress);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PacketAddress address
        && protocol == address.protocol
        && interfaceIndex == address.interfaceIndex
        && hardwareType == address.hardwareType
        && packetType == address.packetType
        && Arrays.equals(hardwareAddress, address.hardwareAddress);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        protocol, interfaceIndex, hardwareType, packetType, Arrays.hashCode(hardwareAddress));
  }

  /**
   * The number of the interface, or {@code any}, and the protocol, such as {@code 2/0x0800}; a
   * hardware address before it, {@code 00:1b:21:3c:4d:5e@2/0x0800}.
   */
  @Override
  public String uriForm() {
    return (hardwareAddress.length == 0 ? "" : HardwareAddresses.text(hardwareAddress) + "@")
        + (interfaceIndex == 0 ? ALL : interfaceIndex)
        + (protocol == 0 ? "" : "/" + Protocols.hex(protocol));
  }

  /** The {@linkplain #uriForm form in a URI}. */
  @Override
  public String toString() {
    return uriForm();
  }
}
