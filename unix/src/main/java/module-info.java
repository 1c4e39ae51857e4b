/**
 * UNIX domain sockets: {@code socket(AF_UNIX, SOCK_STREAM | SOCK_DGRAM | SOCK_SEQPACKET, 0)}.
 *
 * <p>Streams with path names are the JDK's. All else calls the C library, as {@code
 * dev.sockeye.posix} has it.
 *
 * @provides dev.sockeye.spi.Transport the schemes {@code unix}, {@code unix+dgram} and {@code
 *     unix+seqpacket}
 * @provides dev.sockeye.internal.DirectStreams streams that no interrupt closes, on Linux
 */
module dev.sockeye.unix {
  requires transitive dev.sockeye;
  requires dev.sockeye.posix;

  exports dev.sockeye.unix;

  provides dev.sockeye.spi.Transport with
      dev.sockeye.unix.UnixTransport;
  provides dev.sockeye.internal.DirectStreams with
      dev.sockeye.unix.PathStreams;
}
