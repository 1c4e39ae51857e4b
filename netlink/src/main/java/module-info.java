/**
 * Netlink, by which the Linux kernel is asked and tells, {@code netlink(7)}: {@code
 * socket(AF_NETLINK, SOCK_RAW | SOCK_DGRAM, family)}.
 *
 * @provides dev.sockeye.spi.Transport the schemes {@code netlink} and {@code route}
 */
module dev.sockeye.netlink {
  requires transitive dev.sockeye;
  requires dev.sockeye.posix;

  exports dev.sockeye.netlink;

  provides dev.sockeye.spi.Transport with
      dev.sockeye.netlink.NetlinkTransport;
}
