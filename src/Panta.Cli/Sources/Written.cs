using System.Text.Json.Nodes;

namespace Panta.Cli.Sources;

/// <summary>What was written.</summary>
/// <param name="Place">Where.</param>
/// <param name="Format">As what.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Version">The version of the Delta table that has them; null for anything else.</param>
sealed record Written(string Place, SourceFormat Format, long Rows, long? Version)
{
    /// <summary>It as JSON.</summary>
    public JsonObject Document()
    {
        var document = new JsonObject { ["path"] = Place, ["format"] = Format.ToString().ToLowerInvariant(), ["rows"] = Rows };
        if (Version is { } version) document["version"] = version;
        return document;
    }

    /// <summary>It as a sentence.</summary>
    public string Sentence() => $"{Rows:N0} {(Rows == 1 ? "row" : "rows")} written: {Place}{(Version is { } version ? $", version {version}" : "")}.";
}
