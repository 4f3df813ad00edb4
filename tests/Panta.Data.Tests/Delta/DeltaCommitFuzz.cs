using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Storage;
using Panta.Tests;

namespace Panta.Data.Tests.Delta;

/// <summary>Damages a commit of each golden table, and takes it from its bytes to the state, the schema and the files that a condition leaves.</summary>
sealed class DeltaCommitFuzz
{
    readonly byte[][] _commits = [.. GoldenTables.Names.Where(name => !name.StartsWith("bad_", StringComparison.Ordinal))
        .Select(name => File.ReadAllBytes(Directory.GetFiles(Path.Combine(GoldenTables.Folder(name), "_delta_log"), "*.json").Min(StringComparer.Ordinal)!))];

    public bool Reads(int seed)
    {
        try
        {
            var state = TableState.Apply(null, ActionReader.ReadAll(Mutation.Of(_commits[seed % _commits.Length], seed), "commit"), "commit");
            ProtocolCheck.RequireReadable("commit", state.Protocol);
            var snapshot = new DeltaSnapshot("commit", 0, state, new(new LocalFolder("commit")));
            _ = snapshot.RowCount + snapshot.Skipping(Functions.Col(snapshot.Schema.Names.FirstOrDefault("")).IsNotNull()).FilesRead;
            return true;
        }
        catch (DeltaException)
        {
            return false;
        }
    }
}
