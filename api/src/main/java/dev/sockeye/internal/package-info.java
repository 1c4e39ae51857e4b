/** What several modules of Sockeye need and nobody else does. It may change with any release. */
package dev.sockeye.internal;
