/**
 * One API for every socket on the machine.
 *
 * <p>{@link dev.sockeye} is what programs are written against, {@link dev.sockeye.spi} what a
 * transport implements, {@link dev.sockeye.locked} what it may extend, and {@link
 * dev.sockeye.network} what brings both together.
 *
 * @uses dev.sockeye.Network what {@link dev.sockeye.Network#system()} gives
 * @provides dev.sockeye.Network all transports that are present
 * @uses dev.sockeye.internal.ChannelOptions further options of the JDK's channels, if some module
 *     has them
 * @uses dev.sockeye.internal.DirectStreams what reads and writes the JDK's channels without them
 * @uses dev.sockeye.internal.StreamSplicing what moves bytes from stream to stream, if some module
 *     has it
 * @uses dev.sockeye.StreamCopier what {@link dev.sockeye.Streams#copy} copies by
 * @provides dev.sockeye.StreamCopier the same
 * @uses dev.sockeye.spi.StreamLayer the protocols that URIs can lay over streams
 * @uses dev.sockeye.spi.Transport the transports that {@link dev.sockeye.Network#system()} offers
 */
@SuppressWarnings("module") // the modules that have a package to themselves are compiled after this
module dev.sockeye {
  requires static jdk.jfr; // without it no flight recording, and all else as ever

  exports dev.sockeye;
  exports dev.sockeye.spi;
  exports dev.sockeye.locked;
  exports dev.sockeye.network;
  exports dev.sockeye.inet to
      dev.sockeye.cli,
      dev.sockeye.memory,
      dev.sockeye.posix,
      dev.sockeye.raw,
      dev.sockeye.sctp,
      dev.sockeye.server,
      dev.sockeye.tcp,
      dev.sockeye.tls,
      dev.sockeye.udp;
  exports dev.sockeye.internal to
      dev.sockeye.faults,
      dev.sockeye.memory,
      dev.sockeye.posix,
      dev.sockeye.sctp,
      dev.sockeye.server,
      dev.sockeye.tap,
      dev.sockeye.udp,
      dev.sockeye.unix;
  exports dev.sockeye.nio to
      dev.sockeye.posix,
      dev.sockeye.sctp,
      dev.sockeye.tcp,
      dev.sockeye.udp,
      dev.sockeye.unix;

  uses dev.sockeye.Network;
  uses dev.sockeye.StreamCopier;
  uses dev.sockeye.internal.ChannelOptions;
  uses dev.sockeye.internal.DirectStreams;
  uses dev.sockeye.internal.StreamSplicing;
  uses dev.sockeye.spi.StreamLayer;
  uses dev.sockeye.spi.Transport;

  provides dev.sockeye.Network with
      dev.sockeye.network.TransportNetwork;
  provides dev.sockeye.StreamCopier with
      dev.sockeye.internal.SplicedCopy;
}
