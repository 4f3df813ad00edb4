namespace Panta.Data.Splits;

/// <summary>A hash that goes on from the hash of the columns before: what Spark makes hashes of rows of. Numbers of 32 bits stand in the lower half.</summary>
interface IRowHash
{
    static abstract ulong OfInt(int value, ulong seed);

    static abstract ulong OfLong(long value, ulong seed);

    static abstract ulong OfBytes(ReadOnlySpan<byte> bytes, ulong seed);
}
