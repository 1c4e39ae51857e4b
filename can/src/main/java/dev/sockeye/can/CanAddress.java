package dev.sockeye.can;

import dev.sockeye.EndpointUri;
import dev.sockeye.UriAddress;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * The address of a CAN socket, {@code struct sockaddr_can}: the index of a network interface, and
 * for J1939 a name, the number of a parameter group (PGN) and an address on the bus. Immutable;
 * equal when all four are. The interface's name is looked up when it is asked for, since another
 * may get it.
 *
 * <p>In text as {@code testj1939} of can-utils has it, {@code
 * INTERFACE[:[ADDRESS][,[PGN][,NAME]]]}: {@code vcan0}, {@code vcan0:0x20}, {@code vcan0:,0x12300};
 * an interface without a name is its index, {@code #3}, and all of them are {@code any}.
 */
public final class CanAddress extends SocketAddress implements UriAddress {

  /** All interfaces: to be bound to, and not to be sent to. */
  public static final CanAddress ANY = new CanAddress(0);

  /** No name, {@code J1939_NO_NAME}. */
  public static final long NO_NAME = 0;

  /** No parameter group, {@code J1939_NO_PGN}: of all of them when it is bound to. */
  public static final int NO_PGN = 0x40000;

  /** No address; the address of all when it is sent to: {@code J1939_NO_ADDR}. */
  public static final int NO_ADDR = 0xff;

  private static final long serialVersionUID = 1L;
  private static final int MAX_PGN = 0x3ffff;

  /** The index of the interface, 0 for all. */
  private final int index;

  /** J1939's name, 64 bits. */
  private final long name;

  /** J1939's parameter group. */
  private final int pgn;

  /** J1939's address. */
  private final int addr;

  /**
   * Creates an address of an interface.
   *
   * @param index the interface's index, {@code if_nametoindex(3)}; 0 for all
   * @throws IllegalArgumentException if it is negative
   */
  public CanAddress(int index) {
    this(index, NO_NAME, NO_PGN, NO_ADDR);
  }

  /**
   * Creates an address of J1939.
   *
   * @param index the interface's index; 0 for all
   * @param name the name, or {@link #NO_NAME}
   * @param pgn the parameter group, of 18 bits, or {@link #NO_PGN}
   * @param addr the address, of 8 bits, or {@link #NO_ADDR}
   * @throws IllegalArgumentException if one of them is out of its range
   */
  public CanAddress(int index, long name, int pgn, int addr) {
    if (index < 0) {
      throw new IllegalArgumentException("interface " + index + " is negative");
    } else if (pgn < 0 || (pgn > MAX_PGN && pgn != NO_PGN)) {
      throw new IllegalArgumentException("PGN " + pgn + " is not from 0 to 0x3ffff");
    } else if (addr < 0 || addr > NO_ADDR) {
      throw new IllegalArgumentException("address " + addr + " is not from 0 to 0xff");
    }
    this.index = index;
    this.name = name;
    this.pgn = pgn;
    this.addr = addr;
  }

  /**
   * The address of an interface, which is looked up, {@code SIOCGIFINDEX}.
   *
   * @param name its name, such as {@code can0}
   * @return the address
   * @throws IOException if there is none of that name (ENODEV)
   */
  public static CanAddress of(String name) throws IOException {
    return new CanAddress(Interfaces.index(name));
  }

  /**
   * This interface with an address of J1939.
   *
   * @param ofBus the address, or {@link #NO_ADDR}
   * @return a new address
   */
  public CanAddress withAddr(int ofBus) {
    return new CanAddress(index, name, pgn, ofBus);
  }

  /**
   * This interface with a parameter group of J1939.
   *
   * @param group its number, or {@link #NO_PGN}
   * @return a new address
   */
  public CanAddress withPgn(int group) {
    return new CanAddress(index, name, group, addr);
  }

  /**
   * This interface with a name of J1939.
   *
   * @param ofController the name, or {@link #NO_NAME}
   * @return a new address
   */
  public CanAddress withName(long ofController) {
    return new CanAddress(index, ofController, pgn, addr);
  }

  /**
   * This address at another interface.
   *
   * @param ofInterface the interface's index, {@code if_nametoindex(3)}; 0 for all
   * @return a new address
   * @throws IllegalArgumentException if it is negative
   */
  public CanAddress withIndex(int ofInterface) {
    return new CanAddress(ofInterface, name, pgn, addr);
  }

  /**
   * Requires a parameter group of J1939, as whatever is sent to has. Linux would send without one
   * as of group 0, by which engines take orders (SAE J1939-71, TSC1).
   *
   * @return this
   * @throws IllegalArgumentException if there is none
   */
  public CanAddress requirePgn() {
    if (pgn == NO_PGN) {
      throw new IllegalArgumentException(
          this + " tells no parameter group to send as of: write INTERFACE:ADDRESS,PGN");
    }
    return this;
  }

  /**
   * The interface.
   *
   * @return its index, 0 for all
   */
  public int index() {
    return index;
  }

  /**
   * The name of J1939.
   *
   * @return the name; {@link #NO_NAME} if there is none
   */
  public long name() {
    return name;
  }

  /**
   * The parameter group of J1939.
   *
   * @return its number; {@link #NO_PGN} if there is none
   */
  public int pgn() {
    return pgn;
  }

  /**
   * The address of J1939.
   *
   * @return the address; {@link #NO_ADDR} if there is none
   */
  public int addr() {
    return addr;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CanAddress address
        && index == address.index
        && name == address.name
        && pgn == address.pgn
        && addr == address.addr;
  }

  @Override
  public int hashCode() {
    return ((31 * index + Long.hashCode(name)) * 31 + pgn) * 31 + addr;
  }

  /** As the text. */
  @Override
  public String uriForm() {
    return EndpointUri.encode(toString());
  }

  /** Such as {@code vcan0} or {@code vcan0:0x20,0x12300}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(Interfaces.name(index));
    if (addr != NO_ADDR || pgn != NO_PGN || name != NO_NAME) {
      text.append(':').append(addr == NO_ADDR ? "" : "0x" + Integer.toHexString(addr));
    }
    if (pgn != NO_PGN || name != NO_NAME) {
      text.append(',').append(pgn == NO_PGN ? "" : "0x" + Integer.toHexString(pgn));
    }
    if (name != NO_NAME) {
      text.append(",0x").append(Long.toHexString(name));
    }
    return text.toString();
  }
}
