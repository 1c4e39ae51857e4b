package dev.sockeye.netlink;

/** What {@link Rtnetlink} lists and tells the changes of. */
public sealed interface NetworkObject permits Link, Address, Route, Neighbour {}
