/**
 * UNIX domain sockets: {@code socket(AF_UNIX, SOCK_STREAM | SOCK_DGRAM | SOCK_SEQPACKET, 0)}.
 *
 * <p>Streams with path names are the JDK's. All else calls the C library through jnr-ffi, which is
 * optional: on the module path resolve it with {@code --add-modules
 * org.jnrproject.ffi,org.jnrproject.jffi,org.objectweb.asm}, or require these in a module of yours.
 *
 * @provides dev.sockeye.spi.Transport the schemes {@code unix}, {@code unix+dgram} and {@code
 *     unix+seqpacket}
 * @provides dev.sockeye.spi.DatagramBatching batches of UDP, on Linux
 */
@SuppressWarnings("requires-automatic")
module dev.sockeye.unix {
  requires transitive dev.sockeye;
  requires static org.jnrproject.ffi;
  requires static org.jnrproject.jffi;
  requires static org.objectweb.asm;
  requires jdk.net;

  exports dev.sockeye.unix;

  // jnr-ffi implements LibC.
  opens dev.sockeye.unix.libc;

  provides dev.sockeye.spi.Transport with
      dev.sockeye.unix.UnixTransport;
  provides dev.sockeye.spi.DatagramBatching with
      dev.sockeye.unix.NativeBatching;
}
