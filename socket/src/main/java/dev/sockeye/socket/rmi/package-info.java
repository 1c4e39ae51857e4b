/** Sockets of this module for RMI. */
package dev.sockeye.socket.rmi;
