package dev.sockeye.packet;

import java.util.Arrays;
import java.util.Objects;

/**
 * What an interface takes in besides what is addressed to it, {@code struct packet_mreq}.
 * Immutable; equal when all of it is.
 */
public final class PacketMembership {

  /** Of what kind it is; the kernel's numbers {@code PACKET_MR_}, in their order. */
  public enum Mode {
    /** What goes to a multicast address: {@code PACKET_MR_MULTICAST}. */
    MULTICAST(0),
    /** All that is on the wire: {@code PACKET_MR_PROMISC}. */
    PROMISCUOUS(1),
    /** What goes to any multicast address: {@code PACKET_MR_ALLMULTI}. */
    ALL_MULTICAST(2),
    /** What goes to another address of one station: {@code PACKET_MR_UNICAST}. */
    UNICAST(3);

    private final int number;

    Mode(int number) {
      this.number = number;
    }

    /** {@code mr_type}. */
    int number() {
      return number;
    }
  }

  /** {@code mr_address}. */
  static final int MOST_BYTES = 8;

  private final int interfaceIndex;
  private final Mode mode;
  private final byte[] address;

  private PacketMembership(int interfaceIndex, Mode mode, byte[] address) {
    if (address.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "a membership has an address of at most " + MOST_BYTES + " bytes: " + address.length);
    }
    this.interfaceIndex = PacketAddress.requireIndex(interfaceIndex);
    this.mode = mode;
    this.address = address.clone();
  }

  /**
   * All that is on the wire.
   *
   * @return the membership, of the interface that the endpoint is bound to
   */
  public static PacketMembership promiscuous() {
    return new PacketMembership(0, Mode.PROMISCUOUS, new byte[0]);
  }

  /**
   * What goes to any multicast address.
   *
   * @return the membership, of the interface that the endpoint is bound to
   */
  public static PacketMembership allMulticast() {
    return new PacketMembership(0, Mode.ALL_MULTICAST, new byte[0]);
  }

  /**
   * What goes to a multicast address.
   *
   * @param address the address, such as 6 bytes on Ethernet
   * @return the membership, of the interface that the endpoint is bound to
   */
  public static PacketMembership multicast(byte... address) {
    return new PacketMembership(0, Mode.MULTICAST, address);
  }

  /**
   * What goes to another address of one station.
   *
   * @param address the address, such as 6 bytes on Ethernet
   * @return the membership, of the interface that the endpoint is bound to
   */
  public static PacketMembership unicast(byte... address) {
    return new PacketMembership(0, Mode.UNICAST, address);
  }

  /**
   * The same of an interface.
   *
   * @param index its number; 0 for the one that the endpoint is bound to
   * @return the membership
   */
  public PacketMembership on(int index) {
    return new PacketMembership(index, mode, address);
  }

  static PacketMembership parse(String text) {
    return switch (text) {
      case "promisc" -> promiscuous();
      case "allmulti" -> allMulticast();
      default -> multicast(HardwareAddresses.parse(text));
    };
  }

  /**
   * The number of the interface.
   *
   * @return the number; 0 for the one that the endpoint is bound to
   */
  public int interfaceIndex() {
    return interfaceIndex;
  }

  /**
   * Of what kind it is.
   *
   * @return the kind
   */
  public Mode mode() {
    return mode;
  }

  /**
   * The address.
   *
   * @return a copy; empty where there is none
   */
  public byte[] address() {
    return address.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PacketMembership membership
        && interfaceIndex == membership.interfaceIndex
        && mode == membership.mode
        && Arrays.equals(address, membership.address);
  }

  @Override
  public int hashCode() {
    return Objects.hash(interfaceIndex, mode, Arrays.hashCode(address));
  }

  /** As in a URI, with the interface's number if it has one: {@code promisc on 2}. */
  @Override
  public String toString() {
    String what =
        switch (mode) {
          case PROMISCUOUS -> "promisc";
          case ALL_MULTICAST -> "allmulti";
          case UNICAST -> "unicast " + HardwareAddresses.text(address);
          case MULTICAST -> HardwareAddresses.text(address);
        };
    return interfaceIndex == 0 ? what : what + " on " + interfaceIndex;
  }
}
