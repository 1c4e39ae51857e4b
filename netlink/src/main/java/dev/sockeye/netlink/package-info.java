/**
 * Netlink, {@code netlink(7)} and {@code rtnetlink(7)}: the sockets, addresses and options of
 * {@link dev.sockeye.netlink.Netlink}, the schemes {@code netlink} and {@code route}; readers and a
 * writer of messages, and {@link dev.sockeye.netlink.Rtnetlink}, which lists the links, addresses,
 * routes and neighbours of this host and tells how they change.
 */
package dev.sockeye.netlink;
