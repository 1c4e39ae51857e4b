/**
 * Sockets of the Controller Area Network: the sockets, options and attributes of {@link
 * dev.sockeye.can.Can}, the schemes {@code can}, {@code can+bcm} and {@code can+j1939}; {@link
 * dev.sockeye.can.CanFrame} and {@link dev.sockeye.can.BcmMessage} read and write what they carry.
 */
package dev.sockeye.can;
