/**
 * Floor 1: how much may be sent to one viewer, and when.
 *
 * <p>{@link io.plenum.bridge.cc.DownlinkEstimator} is the whole of it but for the pacer: it gives
 * each packet its transport-wide sequence number as it leaves, takes the viewer's feedback, and has
 * an estimate with a reason. {@link io.plenum.bridge.cc.Pacer} says when video may leave; its
 * bursts are what a segmented send takes. Both are told the time and call nobody back:
 *
 * <ul>
 *   <li>a packet leaves: {@code onSent} of the estimator, whose number goes into the header
 *       extension, then {@code onSent} of the pacer;
 *   <li>video is to leave: at once while {@code mayPass}, else {@code add}, and at {@code
 *       deadlineNanos} all that {@code next} gives, then padding while {@code paddingBytes} is not
 *       0;
 *   <li>feedback came: {@code onFeedback}, then {@code setEstimate} of the pacer;
 *   <li>at {@code nextNanos}, which is far off while feedback comes: {@code onDeadline}.
 * </ul>
 *
 * <p>{@code send.Downlink} joins the two for one viewer; {@code peer.DownlinkSender} calls it.
 */
@NullMarked
package io.plenum.bridge.cc;

import org.jspecify.annotations.NullMarked;
