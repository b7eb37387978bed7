package io.plenum.signaling.journal;

import io.plenum.signaling.rooms.Participant;
import java.util.List;

/** Told when something begins to be wrong with a participant's path, and when it is well again. */
public interface SymptomListener {
    /** It was not so five seconds ago. */
    void onBegan(Participant who, Symptom symptom);

    /** What is wrong with the server now; told every five seconds. */
    void onServer(List<Symptom> now);

    /** It is not so any more. */
    void onEnded(Participant who, Symptom.Cause cause);
}
