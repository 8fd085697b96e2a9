#!/usr/bin/env ruby
# Uploads a file as a site does whose code is in Ruby: onto NFS, into the site's table, and to nfs2s3, by SQL alone.
#
#     NFS_ROOT=/mnt/media PGHOST=db.example.com PGDATABASE=site PGUSER=site_web upload.rb FILE images/ab/123.jpg
#
# Needs the gem pg. It prints what became of the upload, and the URL that a page gets now.

require "fileutils"
require "pg"

# Under another name first, so that nobody reads half a file. Names that end in .part are no media.
def place(source, target)
  FileUtils.mkdir_p(File.dirname(target))
  FileUtils.cp(source, "#{target}.part")
  File.rename("#{target}.part", target)
end

source, path = ARGV
db = PG.connect # the address is in PGHOST and its like

fault = db.exec_params("SELECT nfs2s3.path_fault($1)", [path]).getvalue(0, 0)
abort "refused: #{fault}" if fault # before anything is written: a name with ".." would lead out of the source root
place(source, File.join(ENV.fetch("NFS_ROOT"), path))

begin
  way = db.transaction do |tx|
    tx.exec_params("INSERT INTO image (file) VALUES ($1)", [path])
    tx.exec_params("SELECT nfs2s3.enqueue_upload($1)", [path]).getvalue(0, 0) # OUTBOX or HELD
  end
rescue PG::InvalidParameterValue => e # not a media path, or no kind covers it
  abort "refused: #{e.message}"
end
# Any other error: it is not registered, and the file is on NFS, so call again later for the same path.
puts "#{way} #{db.exec_params("SELECT nfs2s3.media_url($1)", [path]).getvalue(0, 0)}"
