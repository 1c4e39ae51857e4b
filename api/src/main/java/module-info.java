/**
 * One API for every socket on the machine.
 *
 * <p>{@link dev.sockeye} is what programs are written against, {@link dev.sockeye.spi} what a
 * transport module implements.
 *
 * @uses dev.sockeye.spi.Transport the transports that {@link dev.sockeye.Network#system()} offers
 */
@SuppressWarnings("module") // the modules that have a package to themselves are compiled after this
module dev.sockeye {
  requires static jdk.jfr; // without it no flight recording, and all else as ever

  exports dev.sockeye;
  exports dev.sockeye.spi;
  exports dev.sockeye.batch to
      dev.sockeye.posix,
      dev.sockeye.udp;

  uses dev.sockeye.spi.Transport;
}
