/** Sockets of this module for JSch. */
package dev.sockeye.socket.jsch;
