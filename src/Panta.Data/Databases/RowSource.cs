namespace Panta.Data.Databases;

/// <summary>Rows as they come from the server, field by field into readers.</summary>
abstract class RowSource : IDisposable
{
    /// <summary>Gets the number of bytes read.</summary>
    public long Bytes { get; protected set; }

    /// <summary>Gets the field that is read, from 0, for errors.</summary>
    public int Field { get; protected set; }

    /// <summary>Reads a row.</summary>
    /// <returns>False where there is none left.</returns>
    public abstract bool Read(ReadOnlySpan<FieldReader> readers);

    /// <summary>Stops the statement where it has not ended.</summary>
    public abstract void Dispose();

    protected static InvalidDataException Unexpected(string what) => new($"the server sent {what}");
}
