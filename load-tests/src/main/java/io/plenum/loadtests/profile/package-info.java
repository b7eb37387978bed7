/**
 * Where the server's processor time goes: reads a recording of the JDK's own profiler (JEP 509) and
 * makes of it times by category and a flame graph.
 */
@NullMarked
package io.plenum.loadtests.profile;

import org.jspecify.annotations.NullMarked;
