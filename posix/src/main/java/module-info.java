/**
 * Native sockets of any family, for the modules that have one: descriptors, how calls on them wait
 * and are woken, messages and what comes along with them, options and addresses.
 *
 * <p>On Java 22 and later the C library is called through {@code java.lang.foreign}: start with
 * {@code --enable-native-access=dev.sockeye.posix}. On older ones it is jffi, which is optional: on
 * the module path resolve it with {@code --add-modules org.jnrproject.jffi}, or require that in a
 * module of yours.
 *
 * @uses dev.sockeye.spi.Transport the transports that take open sockets over
 * @provides dev.sockeye.spi.Transport the schemes {@code fd} and {@code systemd}
 * @provides dev.sockeye.internal.DatagramBatching batches of UDP, on Linux
 * @provides dev.sockeye.internal.ChannelOptions options of TCP and UDP, on Linux
 * @provides dev.sockeye.internal.DirectStreams TCP that no interrupt closes, on Linux
 * @provides dev.sockeye.internal.StreamSplicing what moves bytes from stream to stream, on Linux
 */
@SuppressWarnings("requires-automatic")
module dev.sockeye.posix {
  requires transitive dev.sockeye;
  requires static org.jnrproject.jffi;
  requires jdk.net;

  uses dev.sockeye.spi.Transport;

  exports dev.sockeye.posix;
  exports dev.sockeye.posix.libc;

  provides dev.sockeye.spi.Transport with
      dev.sockeye.posix.InheritedTransport;
  provides dev.sockeye.internal.DatagramBatching with
      dev.sockeye.posix.UdpBatching;
  provides dev.sockeye.internal.ChannelOptions with
      dev.sockeye.posix.InetChannelOptions;
  provides dev.sockeye.internal.DirectStreams with
      dev.sockeye.posix.ChannelStreams;
  provides dev.sockeye.internal.StreamSplicing with
      dev.sockeye.posix.SocketSplicing;
}
