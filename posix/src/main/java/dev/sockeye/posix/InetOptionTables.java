package dev.sockeye.posix;

import dev.sockeye.InetOptions;
import dev.sockeye.posix.OptionTable.Form;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The options of {@link InetOptions}, of Linux: {@code <asm-generic/socket.h>}, {@code
 * <linux/tcp.h>}. On other systems the tables are empty.
 */
public final class InetOptionTables {

  private static final int SOL_SOCKET = 1;
  private static final int PRIORITY = 12;
  private static final int BINDTODEVICE = 25;
  private static final int MARK = 36;

  private static final int TIMESTAMPNS = 35;

  private static final int IPPROTO_IP = 0;
  private static final int PKTINFO = 8;
  private static final int IPPROTO_IPV6 = 41;
  private static final int V6ONLY = 26;
  private static final int RECVPKTINFO = 49;

  private static final int IPPROTO_TCP = 6;
  private static final int INFO = 11;
  private static final int CONGESTION = 13;
  private static final int USER_TIMEOUT = 18;
  private static final int FASTOPEN = 23;
  private static final int FASTOPEN_CONNECT = 30;

  private static final int NAME_SIZE = 16; // IFNAMSIZ and TCP_CA_NAME_MAX

  /** A name that ends with a NUL, of 15 bytes at most. */
  private static final Form<String> NAME =
      new Form<>() {
        @Override
        public int size() {
          return NAME_SIZE;
        }

        @Override
        public String read(ByteBuffer from) {
          int length = 0;
          while (length < from.limit() && from.get(length) != 0) {
            length++;
          }
          byte[] name = new byte[length];
          from.get(0, name);
          return new String(name, StandardCharsets.UTF_8);
        }

        @Override
        public void write(SocketOption<String> name, String value, ByteBuffer into) {
          byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
          if (bytes.length >= NAME_SIZE || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                name + " is a name of at most " + (NAME_SIZE - 1) + " bytes: " + value);
          }
          into.put(0, bytes);
        }
      };

  /** A time in milliseconds, {@code unsigned int}. */
  private static final Form<Duration> MILLIS =
      new Form<>() {
        @Override
        public Duration read(ByteBuffer from) {
          return Duration.ofMillis(Integer.toUnsignedLong(from.getInt(0)));
        }

        @Override
        public void write(SocketOption<Duration> name, Duration value, ByteBuffer into) {
          if (value.isNegative() || value.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException(name + " is from 0 to 24 days: " + value);
          }
          into.putInt(0, (int) value.plusNanos(999_999).toMillis()); // not sooner than asked for
        }
      };

  /** What every Internet socket has, of level {@code SOL_SOCKET}. */
  public static final OptionTable COMMON =
      ofLinux(
          OptionTable.NONE
              .with(InetOptions.SO_PRIORITY, SOL_SOCKET, PRIORITY, Form.INT)
              .with(InetOptions.SO_MARK, SOL_SOCKET, MARK, Form.INT)
              .with(InetOptions.SO_BINDTODEVICE, SOL_SOCKET, BINDTODEVICE, NAME));

  private static final OptionTable TCP =
      COMMON
          .with(InetOptions.TCP_USER_TIMEOUT, IPPROTO_TCP, USER_TIMEOUT, MILLIS)
          .with(InetOptions.TCP_CONGESTION, IPPROTO_TCP, CONGESTION, NAME)
          .with(InetOptions.TCP_INFO, IPPROTO_TCP, INFO, new TcpInfoForm());

  /** Those of endpoints of TCP, too. */
  public static final OptionTable TCP_ENDPOINT =
      ofLinux(TCP.with(InetOptions.TCP_FASTOPEN_CONNECT, IPPROTO_TCP, FASTOPEN_CONNECT, Form.BOOL));

  /** Those of listeners of TCP, too. */
  public static final OptionTable TCP_LISTENER =
      ofLinux(TCP.with(InetOptions.TCP_FASTOPEN, IPPROTO_TCP, FASTOPEN, Form.INT));

  /** Those of UDP over IPv4, too. */
  public static final OptionTable UDP4 = udp(IPPROTO_IP, PKTINFO);

  /** Those of UDP over IPv6, too, which may carry IPv4. */
  public static final OptionTable UDP6 = udp(IPPROTO_IPV6, RECVPKTINFO);

  /** Those of native sockets of UDP over IPv6, too. */
  public static final OptionTable NATIVE_UDP6 =
      ofInet6(UDP6.with(InetOptions.IP_PKTINFO, new OfBothFamilies()));

  private InetOptionTables() {}

  /** Tells more of what came by IPv4, too. */
  private record OfBothFamilies() implements OptionTable.Row<Boolean> {
    @Override
    public Boolean get(NativeSocket<?> socket) throws IOException {
      return UDP6.get(socket, InetOptions.IP_PKTINFO);
    }

    @Override
    public void set(NativeSocket<?> socket, SocketOption<Boolean> name, Boolean value)
        throws IOException {
      UDP6.set(socket, name, value);
      UDP4.set(socket, name, value);
    }
  }

  private static OptionTable udp(int level, int pktinfo) {
    return ofLinux(
        COMMON
            .with(InetOptions.IP_PKTINFO, level, pktinfo, Form.BOOL)
            .with(InetOptions.SO_TIMESTAMPNS, SOL_SOCKET, TIMESTAMPNS, Form.BOOL));
  }

  /** With what sockets of {@code AF_INET6} have, which may take IPv4 too. */
  static OptionTable ofInet6(OptionTable table) {
    return ofLinux(table.with(InetOptions.IPV6_V6ONLY, IPPROTO_IPV6, V6ONLY, Form.BOOL));
  }

  private static OptionTable ofLinux(OptionTable table) {
    return Abi.isLinux() ? table : OptionTable.NONE;
  }
}
