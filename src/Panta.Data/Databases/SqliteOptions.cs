using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Databases;

/// <summary>How a SQLite file is read.</summary>
public sealed record SqliteOptions
{
    /// <summary>Gets the types of columns by name; flat types. Default none: as declared, or found out where nothing is.</summary>
    public ImmutableSortedDictionary<string, DataType> Types { get; init; } = ImmutableSortedDictionary<string, DataType>.Empty;

    /// <summary>Gets how dates and times are kept. Default <see cref="SqliteTimes.Text"/>.</summary>
    public SqliteTimes Times { get; init; } = SqliteTimes.Text;
}
