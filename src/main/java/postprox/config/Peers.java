package postprox.config;

import postprox.session.PeerList;

/** A value that is a list of peers. */
final class Peers implements Type<PeerList> {
    @Override
    public PeerList parse(String text) {
        return PeerList.parse(text);
    }
}
