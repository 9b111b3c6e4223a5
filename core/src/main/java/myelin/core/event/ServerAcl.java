package myelin.core.event;

import java.util.List;
import myelin.core.filter.Glob;
import myelin.core.id.ServerName;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// Which servers may take part in a room, by its
/// [`m.room.server_acl`](https://spec.matrix.org/v1.19/client-server-api/#mroomserver_acl). What has the wrong type
/// counts as absent.
///
/// @param content of the event
public record ServerAcl(JsonObject content) {

    /// Whether a server may take part. Its port does not matter, nor the case of its name.
    public boolean permits(ServerName server) {
        if (server.isIpLiteral() && !content.bool("allow_ip_literals").orElse(true)) {
            return false;
        }
        return !names("deny", server) && names("allow", server);
    }

    private boolean names(String list, ServerName server) {
        String host = Glob.fold(server.host());
        List<String> globs = content.array(list).orElse(JsonArray.EMPTY).strings();
        return globs.stream().anyMatch(glob -> Glob.whole(Glob.fold(glob)).matches(host));
    }
}
