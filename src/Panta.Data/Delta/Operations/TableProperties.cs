using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Panta.Data.Expressions;
using Panta.Data.Reading;

namespace Panta.Data.Delta;

/// <summary>Properties and CHECK constraints of a table, set and taken away; the protocol is raised where they ask for it.</summary>
static class TableProperties
{
    const string CheckFeature = "checkConstraints";
    const int CheckWriter = 3;
    const int FeatureWriter = 7;

    // Others turn on features that no property alone turns on rightly.
    static readonly ImmutableArray<string> Known =
    [
        "delta.appendOnly", "delta.checkpoint.writeStatsAsJson", "delta.checkpoint.writeStatsAsStruct", "delta.checkpointInterval", "delta.dataSkippingNumIndexedCols",
        "delta.deletedFileRetentionDuration", "delta.enableExpiredLogCleanup", "delta.isolationLevel", "delta.logRetentionDuration", "delta.targetFileSize",
    ];

    /// <summary>Refuses properties that cannot simply be set.</summary>
    public static void Require(string table, IEnumerable<KeyValuePair<string, string>> properties)
    {
        foreach (var (name, value) in properties)
        {
            if (name.StartsWith(RowRules.ConstraintKey, StringComparison.OrdinalIgnoreCase))
                throw new DeltaException(table, $"'{name}' is a constraint: add it by AddConstraint, which looks at the rows that are there.");
            if (name.StartsWith("delta.", StringComparison.OrdinalIgnoreCase) && !Known.Contains(name))
                throw new DeltaException(table, $"the property '{name}' is not supported. Supported are {string.Join(", ", Known)}, and names that do not begin with 'delta.'.");
            if (name == "delta.isolationLevel" && value is not ("Serializable" or "WriteSerializable"))
                throw new DeltaException(table, $"'{name}' is '{value}'; allowed are Serializable and WriteSerializable.");
            if (name is "delta.deletedFileRetentionDuration" or "delta.logRetentionDuration") Retention.Require(table, name, value);
        }
    }

    /// <summary>Sets properties, and takes others away.</summary>
    public static long Change(LiveTable table, IReadOnlyDictionary<string, string> set, IReadOnlyCollection<string> unset)
    {
        using var change = new Transaction(table);
        Require(table.Path, set);
        var before = change.Before;
        if (unset.FirstOrDefault(name => name.StartsWith(RowRules.ConstraintKey, StringComparison.OrdinalIgnoreCase)) is { } constraint)
            throw new DeltaException(table.Path, $"'{constraint}' is a constraint: take it away by DropConstraint.");

        var after = before.Properties.RemoveRange(unset).SetItems(set);
        if (after.SequenceEqual(before.Properties)) return before.Version;

        change.Metadata = With(before, after);
        if (set.Keys.Any(name => name.StartsWith("delta.checkpoint.", StringComparison.Ordinal))) change.Protocol = Raised(before, null);
        var json = new JsonObject();
        foreach (var (name, value) in set) json[name] = value;
        return change.Commit(unset.Count == 0
            ? Operation.Of("SET TBLPROPERTIES", ("properties", json.ToJsonString()))
            : Operation.Of("UNSET TBLPROPERTIES", ("properties", Operation.List(unset)), ("ifExists", "true")));
    }

    /// <summary>Adds a constraint that all rows there are keep.</summary>
    public static long AddConstraint(LiveTable table, string name, string condition, CancellationToken cancel)
    {
        using var change = new Transaction(table);
        var before = change.Before;
        ProtocolCheck.RequireWritable(before, changesRows: false);
        if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')))
            throw new ArgumentException($"'{name}' is no name of a constraint. Allowed are letters, digits, '_' and '-'.", nameof(name));
        if (Find(before, name) is { } there) throw new DeltaException(table.Path, $"there is a constraint '{name}' already: {before.Properties[there]}. Drop it first, or choose another name.");

        // An argument of the caller's, before it is one of the table's.
        new TableFormulas(before.Fields).Condition(Expression.Parse(condition));
        change.ReadAll();
        Verify(before, RowRules.None(before).With(before, name, condition), cancel);
        change.Metadata = With(before, before.Properties.SetItem(RowRules.ConstraintKey + name.ToLowerInvariant(), condition));
        change.Protocol = Raised(before, CheckFeature);
        return change.Commit(Operation.Of("ADD CONSTRAINT", ("name", name), ("expr", condition)));
    }

    /// <summary>Takes a constraint away.</summary>
    public static long DropConstraint(LiveTable table, string name)
    {
        using var change = new Transaction(table);
        var before = change.Before;
        if (Find(before, name) is not { } property)
        {
            var there = before.Properties.Keys.Where(key => key.StartsWith(RowRules.ConstraintKey, StringComparison.OrdinalIgnoreCase)).Select(key => key[RowRules.ConstraintKey.Length..]);
            throw new DeltaException(table.Path, $"there is no constraint '{name}'. There {(there.Any() ? $"are: {string.Join(", ", there)}" : "is none")}.");
        }

        change.Metadata = With(before, before.Properties.Remove(property));
        return change.Commit(Operation.Of("DROP CONSTRAINT", ("name", name), ("expr", before.Properties[property])));
    }

    static string? Find(DeltaSnapshot table, string name) => table.Properties.Keys.FirstOrDefault(key => string.Equals(key, RowRules.ConstraintKey + name, StringComparison.OrdinalIgnoreCase));

    static void Verify(DeltaSnapshot before, RowRules rules, CancellationToken cancel)
    {
        using var db = SharedDuckDb.Connect();
        foreach (var file in before.Files)
        {
            using var rows = new FileRows(before, [file], cancel);
            try
            {
                // Each row has to come out of it: a mere count might leave the condition out.
                db.Query($"SELECT count(*) AS n FROM {rules.Checked(rows.Sql)} AS checked", [], cancel);
            }
            catch (DuckDbException error)
            {
                throw rules.Broken(error) ?? new DeltaException(before.Path, $"its rows cannot be checked: {error.Message}", error);
            }
        }
    }

    static JsonNode With(DeltaSnapshot before, ImmutableSortedDictionary<string, string> properties)
    {
        var action = JsonNode.Parse(before.State.Metadata.Raw)!;
        var configuration = new JsonObject();
        foreach (var (name, value) in properties) configuration[name] = value;
        action["configuration"] = configuration;
        return action;
    }

    // The least that writers have to know; with lists of features, the feature itself.
    static JsonNode? Raised(DeltaSnapshot before, string? feature)
    {
        var protocol = before.State.Protocol;
        if (protocol.Writer < CheckWriter) return new JsonObject { ["minReaderVersion"] = protocol.Reader, ["minWriterVersion"] = CheckWriter };
        if (protocol.Writer < FeatureWriter || feature is null || protocol.WriterFeatures?.Contains(feature) == true) return null;

        var raised = JsonNode.Parse(protocol.Raw)!;
        raised["writerFeatures"]!.AsArray().Add(feature);
        return raised;
    }
}
