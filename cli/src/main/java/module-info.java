/**
 * The {@code sockeye} command.
 *
 * @uses dev.sockeye.spi.Transport through {@link dev.sockeye.Network#system()}
 */
module dev.sockeye.cli {
  requires dev.sockeye;
  requires dev.sockeye.faults;
  requires dev.sockeye.posix;
  requires dev.sockeye.server;
  requires dev.sockeye.tap;
  requires info.picocli;
  requires me.tongfei.progressbar;

  opens dev.sockeye.cli to
      info.picocli;
}
