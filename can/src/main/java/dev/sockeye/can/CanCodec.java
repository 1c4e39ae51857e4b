package dev.sockeye.can;

import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.AddressCodec;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code struct sockaddr_can}, {@code <linux/can.h>}, and addresses of URIs. */
class CanCodec implements AddressCodec {

  static final int AF_CAN = 29;
  static final int SIZE = 24;

  private static final int INDEX = 4;
  private static final int NAME = 8;
  private static final int PGN = 16;
  private static final int ADDR = 20;
  private static final int LEAST = 8; // what raw sockets tell of it

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<interface>[^/:\\s]*)" + "(?::(?<addr>\\w*)(?:,(?<pgn>\\w*)(?:,(?<name>\\w*))?)?)?");

  private final boolean j1939;

  CanCodec(boolean j1939) {
    this.j1939 = j1939;
  }

  @Override
  public int size() {
    return SIZE;
  }

  @Override
  public void check(String operation, SocketAddress address) {
    if (address != null && !(address instanceof CanAddress)) {
      throw new UnsupportedAddressTypeException();
    } else if (j1939 && address != null && !operation.equals("bind")) {
      ((CanAddress) address).requirePgn();
    }
  }

  @Override
  public int write(SocketAddress address, ByteBuffer into, int at) {
    CanAddress can = address == null ? CanAddress.ANY : (CanAddress) address;
    Abi.CURRENT.putFamily(into, at, AF_CAN, SIZE);
    into.putShort(at + 2, (short) 0).putInt(at + INDEX, can.index());
    into.putLong(at + NAME, j1939 ? can.name() : 0);
    into.putInt(at + PGN, j1939 ? can.pgn() : 0);
    into.putInt(at + ADDR, 0).put(at + ADDR, (byte) (j1939 ? can.addr() : 0));
    return SIZE;
  }

  /** A socket that is not bound, or bound to all interfaces, has none. */
  @Override
  public SocketAddress read(ByteBuffer from, int at, int length) {
    int index = length < LEAST ? 0 : from.getInt(at + INDEX);
    if (j1939 && length > ADDR) {
      return readJ1939(index, from, at);
    }
    return index == 0 ? null : new CanAddress(index);
  }

  /** Of the sender of a message that was joined Linux tells no interface: see the hooks. */
  private static SocketAddress readJ1939(int index, ByteBuffer from, int at) {
    long name = from.getLong(at + NAME);
    int pgn = from.getInt(at + PGN);
    int addr = from.get(at + ADDR) & 0xff;
    if (index == 0 && name == CanAddress.NO_NAME && addr == CanAddress.NO_ADDR) {
      return null;
    }
    boolean grouped = pgn >= 0 && pgn <= CanAddress.NO_PGN;
    return new CanAddress(index, name, grouped ? pgn : CanAddress.NO_PGN, addr);
  }

  @Override
  public SocketAddress unnamed() {
    return CanAddress.ANY;
  }

  @Override
  public SocketAddress parse(SocketSpec<?> spec, EndpointUri uri, boolean passive)
      throws IOException {
    return parse(uri, uri.decodedAddress());
  }

  CanAddress parse(EndpointUri uri, String text) throws IOException {
    Matcher address = ADDRESS.matcher(text);
    if (!address.matches() || (!j1939 && text.indexOf(':') >= 0)) {
      String form = j1939 ? "INTERFACE:ADDRESS,PGN,NAME, all but the first optional" : "INTERFACE";
      throw new IllegalArgumentException(uri + ": write " + uri.scheme() + ":" + form);
    }
    try {
      return new CanAddress(
          index(address.group("interface")),
          number(address.group("name"), CanAddress.NO_NAME),
          Math.toIntExact(number(address.group("pgn"), CanAddress.NO_PGN)),
          Math.toIntExact(number(address.group("addr"), CanAddress.NO_ADDR)));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(uri + ": " + e.getMessage(), e);
    }
  }

  private static int index(String text) throws IOException {
    if (text.startsWith("#")) {
      return Integer.parseInt(text.substring(1));
    }
    return text.isEmpty() || text.equals(Interfaces.ANY) ? 0 : Interfaces.index(text);
  }

  /** Decimal, or hexadecimal after 0x, of up to 64 bits. */
  private static long number(String text, long otherwise) {
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    return text.startsWith("0x")
        ? Long.parseUnsignedLong(text.substring(2), 16)
        : Long.parseUnsignedLong(text);
  }
}
