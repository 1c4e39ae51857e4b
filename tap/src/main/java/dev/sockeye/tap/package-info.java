/**
 * What passes through sockets, recorded to a pcapng file: {@link dev.sockeye.tap.TapNetwork} over
 * any network, and {@link dev.sockeye.tap.PcapngSink} to the file.
 */
package dev.sockeye.tap;
