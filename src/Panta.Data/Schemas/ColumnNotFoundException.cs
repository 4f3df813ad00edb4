using System.Collections.Immutable;

namespace Panta.Data.Schemas;

/// <summary>A column was asked for that the table does not have.</summary>
/// <param name="column">The name asked for.</param>
/// <param name="available">The names there are.</param>
public sealed class ColumnNotFoundException(string column, ImmutableArray<string> available)
    : ArgumentException($"Column '{column}' is not there. Columns: {string.Join(", ", available.Take(30))}{(available.Length > 30 ? ", …" : "")}.")
{
    /// <summary>Gets the name asked for.</summary>
    public string Column { get; } = column;

    /// <summary>Gets the names there are.</summary>
    public ImmutableArray<string> Available { get; } = available;
}
