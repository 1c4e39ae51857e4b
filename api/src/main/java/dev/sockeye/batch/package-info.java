/**
 * What {@code dev.sockeye.posix} does for {@code dev.sockeye.udp}, which needs it not: the modules
 * of Sockeye only have this package, and it may change with any release.
 */
package dev.sockeye.batch;
