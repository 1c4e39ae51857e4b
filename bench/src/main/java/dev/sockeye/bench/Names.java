package dev.sockeye.bench;

/** The names of those that take part. */
public final class Names {

  public static final String SOCKEYE = "Sockeye";
  public static final String SOCKEYE_SLEEPING = "Sockeye, sleeping";
  public static final String SINGLE_CALLS = "single calls";
  public static final String JDK = "JDK channel";
  public static final String JUNIXSOCKET = "junixsocket";
  public static final String JNR = "jnr-unixsocket";
  public static final String C = "C";
  public static final String NETTY_NIO = "Netty NIO";
  public static final String NETTY_EPOLL = "Netty epoll";
  public static final String NETTY_IO_URING = "Netty io_uring";
  public static final String SOCKET_CHANNEL = "SocketChannel";
  public static final String SOCKET = "java.net.Socket";
  public static final String SSL_SOCKET = "SSLSocket";
  public static final String TLS_CHANNEL = "tls-channel";
  public static final String NETTY_TLS = "Netty TLS";
  public static final String NETTY_TCNATIVE = "Netty tcnative";
  public static final String TCP_LOOPBACK = "TCP loopback";
  public static final String TRANSFER_TO = "unwrapped transferTo";
  public static final String SENDFILE = "python3 sendfile";
  public static final String SOCAT = "socat";
  public static final String HAPROXY = "HAProxy";
  public static final String HAPROXY_SPLICE = "HAProxy, splice";
  public static final String NGINX = "nginx stream";
  public static final String BARE_LOOP = "bare Selector loop";

  private Names() {}
}
