package dev.sockeye.tipc;

import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.AddressCodec;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code struct sockaddr_tipc}, {@code <linux/tipc.h>}, and addresses of URIs. */
final class TipcCodec implements AddressCodec {

  static final int AF_TIPC = 30;

  static final int SIZE = 16;
  static final int SCOPE = 3;

  private static final int KIND = 2;
  private static final int FIRST = 4; // type, or the socket's number
  private static final int SECOND = 8; // instance or lower instance, or the node
  private static final int THIRD = 12; // where to look, or upper instance

  private static final int SERVICE_RANGE = 1;
  private static final int SERVICE_ADDR = 2;
  private static final int SOCKET_ADDR = 3;

  private static final Pattern SERVICE =
      Pattern.compile(
          "(?://)?(?<type>\\d{1,10}):(?<lower>\\d{1,10})(?:-(?<upper>\\d{1,10}))?"
              + "(?:@(?:(?<scope>node|cluster)|(?<node>[0-9a-fA-F]{1,8})))?");

  private static final Pattern SOCKET =
      Pattern.compile("(?://)?(?<node>[0-9a-fA-F]{1,8})/(?<reference>\\d{1,10})");

  /** Of two: the sender of a group's message has the member's address after its own. */
  @Override
  public int size() {
    return 2 * SIZE;
  }

  @Override
  public void check(String operation, SocketAddress address) throws SocketException {
    if (address != null && !(address instanceof TipcAddress)) {
      throw new UnsupportedAddressTypeException();
    }
    boolean binds = operation.equals("bind");
    boolean any = address == null || address.equals(TipcAddress.Id.ANY);
    if (binds && !any && address instanceof TipcAddress.Id) {
      throw new SocketException(
          address + " is a socket's own number, which the system chooses: bind to a service");
    } else if (operation.equals("connect") && any) {
      throw new SocketException(
          TipcAddress.Id.ANY + " is nobody to connect to: it can only be bound to");
    }
  }

  /** Nothing for {@link Id#ANY}, which in a send is all members of the group. */
  @Override
  public int write(SocketAddress address, ByteBuffer into, int at) {
    Abi.CURRENT.putFamily(into, at, AF_TIPC, SIZE);
    if (address instanceof TipcAddress.Service service) {
      put(into, at, SERVICE_ADDR, service.scope().number());
      put(into, at, service.type(), service.instance(), service.node());
    } else if (address instanceof TipcAddress.Range range) {
      put(into, at, SERVICE_RANGE, range.scope().number());
      put(into, at, range.type(), range.lower(), range.upper());
    } else if (address == null || address.equals(TipcAddress.Id.ANY)) {
      return 0;
    } else {
      TipcAddress.Id id = (TipcAddress.Id) address;
      put(into, at, SOCKET_ADDR, 0);
      put(into, at, id.reference(), id.node(), 0);
    }
    return SIZE;
  }

  private static void put(ByteBuffer into, int at, int kind, int scope) {
    into.put(at + KIND, (byte) kind).put(at + SCOPE, (byte) scope);
  }

  private static void put(ByteBuffer into, int at, long first, long second, long third) {
    into.putInt(at + FIRST, (int) first)
        .putInt(at + SECOND, (int) second)
        .putInt(at + THIRD, (int) third);
  }

  @Override
  public SocketAddress read(ByteBuffer from, int at, int length) {
    if (length < SIZE || from.get(at + KIND) != SOCKET_ADDR) {
      return null;
    }
    TipcAddress.Service member = length < 2 * SIZE ? null : member(from, at + SIZE);
    return new TipcAddress.Id(unsigned(from, at + SECOND), unsigned(from, at + FIRST), member);
  }

  private static TipcAddress.Service member(ByteBuffer from, int at) {
    return from.get(at + KIND) == SERVICE_ADDR
        ? new TipcAddress.Service(unsigned(from, at + FIRST), unsigned(from, at + SECOND))
        : null;
  }

  static long unsigned(ByteBuffer from, int at) {
    return Integer.toUnsignedLong(from.getInt(at));
  }

  @Override
  public SocketAddress parse(SocketSpec<?> spec, EndpointUri uri, boolean passive) {
    TipcAddress address;
    try {
      address = parse(uri);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(uri + ": " + e.getMessage(), e);
    }
    if (passive && address instanceof TipcAddress.Id && !address.equals(TipcAddress.Id.ANY)) {
      throw bad(uri, "a socket's number is chosen by the system: bind to TYPE:INSTANCE");
    } else if (passive && address instanceof TipcAddress.Service service && service.node() != 0) {
      throw bad(uri, "a node to look at is for who connects: write @node or @cluster to bind");
    } else if (!passive && address.equals(TipcAddress.Id.ANY)) {
      throw bad(uri, "nobody to connect to (0/0 can only be bound to): write TYPE:INSTANCE");
    } else if (!passive && address instanceof TipcAddress.Range && spec.semantics().isAccepting()) {
      throw bad(uri, "a range is to bind to: write the one instance to connect to");
    }
    return address;
  }

  private static TipcAddress parse(EndpointUri uri) {
    Matcher socket = SOCKET.matcher(uri.address());
    if (socket.matches()) {
      return new TipcAddress.Id(
          hex(socket.group("node")), Long.parseLong(socket.group("reference")));
    }
    Matcher service = SERVICE.matcher(uri.address());
    if (!service.matches()) {
      throw new IllegalArgumentException(
          "write "
              + uri.scheme()
              + ":TYPE:INSTANCE or :TYPE:LOWER-UPPER, with @node to bind on this node alone, or a"
              + " socket's NODE/REFERENCE, node in hexadecimal digits");
    }
    return service.group("upper") == null ? service(service) : range(service);
  }

  private static TipcAddress.Service service(Matcher text) {
    TipcAddress.Service service =
        new TipcAddress.Service(
            Long.parseLong(text.group("type")), Long.parseLong(text.group("lower")));
    String node = text.group("node");
    return node == null ? service.within(scope(text)) : service.at(hex(node));
  }

  private static TipcAddress.Range range(Matcher text) {
    if (text.group("node") != null) {
      throw new IllegalArgumentException("a range is not looked for at a node");
    }
    TipcAddress.Range range =
        new TipcAddress.Range(
            Long.parseLong(text.group("type")),
            Long.parseLong(text.group("lower")),
            Long.parseLong(text.group("upper")));
    return range.within(scope(text));
  }

  private static TipcScope scope(Matcher text) {
    return "node".equals(text.group("scope")) ? TipcScope.NODE : TipcScope.CLUSTER;
  }

  private static long hex(String node) {
    return Long.parseLong(node, 16);
  }

  private static IllegalArgumentException bad(EndpointUri uri, String why) {
    return new IllegalArgumentException(uri + ": " + why);
  }
}
