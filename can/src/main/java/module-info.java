/**
 * The Controller Area Network, {@code socket(AF_CAN, SOCK_RAW, CAN_RAW)}, {@code socket(AF_CAN,
 * SOCK_DGRAM, CAN_BCM | CAN_J1939)}.
 *
 * @provides dev.sockeye.spi.Transport the schemes {@code can}, {@code can+bcm} and {@code
 *     can+j1939}
 */
module dev.sockeye.can {
  requires transitive dev.sockeye;
  requires dev.sockeye.posix;

  exports dev.sockeye.can;

  provides dev.sockeye.spi.Transport with
      dev.sockeye.can.CanTransport;
}
